"""What stands before or after a name in English: titles, roles, verbs of speaking, sign-offs; and what is no name."""

from voc.analysis.personal.patterns import Pattern

TITLES = frozenset(
    "mr mrs ms miss mx dr doctor prof professor herr frau madame monsieur sir dame captain sgt sergeant officer "
    "pastor father sister brother señor señora senor senora signor signora nurse midwife matron lady lord rev reverend "
    "imam rabbi sheikh judge colonel major lieutenant lt capt constable pc dc inspector detective nan granny grandma "
    "grandpa grandad auntie aunt aunty uncle shri smt sri datuk dato puan encik pak ibu bapak mbak ustad".split()
)
#: What stands before a given name as if it were a part of it: Big Steve.
NICKNAMES = frozenset("big little lil old young wee tiny auntie aunt uncle granny".split())
#: Capitalized words that are no part of a name, whatever stands before them.
STOP = frozenset(
    "a an the and but or not on in at are was were it its that this there no my your our his her their i he she "
    "we they you to "
    "for from with wrong right spelled spelt written misspelled missing still already never always so very "
    "too pepper martens "
    "iban swift nino ssn sin dob pin cvv otp vat id faq app sms tbh irl aka eta nps csat tv pc usb hdmi led lcd gps "
    "atm kfc universe president usa uk us eu nhs please thanks thank thankyou cheers regards because when after "
    "before while who which "
    "what where how why also just really is as if be been has had have do does did would could should "
    "can might must "
    "all any some many most every each both few more other another such only own same than then now here "
    "once again further "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october "
    "november december english chinese french german spanish italian american british indian japanese "
    "mandarin cantonese "
    "customer customers service services support team staff sales store shop manager management reception "
    "desk front office "
    "department dept hr it help helpdesk care centre center call delivery driver agent rep account accounts "
    "billing order orders "
    "great good excellent amazing awful terrible fantastic lovely brilliant wonderful bad worst best nice "
    "happy love loved poor "
    "overall highly definitely absolutely unfortunately everyone everything everybody nobody nothing someone "
    "somebody anyone people "
    "hi hello hey dear ok okay yes sorry well special huge massive kudos shout shoutout props "
    "special ask asked told spoke "
    "met saw called said says tell let get got give gave go went come came see new first last next one "
    "two three mum mom dad "
    "mother father god lord christmas easter black friday app apps ios android iphone ipad windows apple "
    "google amazon facebook "
    "whatsapp instagram youtube twitter ebay paypal uber netflix microsoft samsung tesco asda ikea costa "
    "starbucks hilton marriott "
    "visa mastercard amex barclays hsbc santander natwest lloyds chase halifax bupa vodafone dhl ups fedex "
    "usps dpd evri hermes "
    "london paris berlin manchester birmingham leeds glasgow edinburgh bristol liverpool york boston chicago "
    "houston dallas "
    "beijing shanghai shenzhen guangzhou hangzhou chengdu wuhan nanjing china england scotland wales ireland "
    "germany france "
    "europe america canada australia india japan singapore texas florida california jan feb mar apr jun jul aug sep "
    "sept oct nov dec mon tue tues wed thu thur thurs fri sat am pm asap fyi btw lol omg imo".split()
)
SEASONS = frozenset("march april may june august summer winter autumn christmas sunday tuesday".split())
#: What follows a name in the name of a place or a firm.
PLACE = frozenset(
    "air airways airlines airport lounges terminal steakhouse steak tires bar bars grill hospital ward "
    "street road avenue lane drive store stores shop hotel hotels airport university college school centre "
    "center "
    "clinic building terminal station park square bank inc ltd llc plc co corp group sons bros brothers & "
    "restaurant bar pub "
    "cafe café inn house hall library museum theatre theater stadium arena bridge beach island river lake "
    "bay hills heights "
    "county city town village court place gardens foundation trust institute surgery medical health pharmacy "
    "insurance airlines "
    "motors cars homes properties estate estates solicitors law dynasty line tube sponge cross day's castle "
    "church cathedral "
    "plaza mall market markets supermarket academy primary infirmary royal hills falls secret industries "
    "electronics design "
    "designs collection perfume perfumes shoes jeans watch watches whiskey gin beer wine tea coffee sauce "
    "chicken burgers pizza "
    "cup league award awards act rule theorem tower towers wharf junction suite lounge room rooms club lounge casino "
    "ballroom oil oils noodles wings steak steaks concourse program programme special rice salad soup "
    "curry bread cake cheese fair festival weekend week period sale sales street st rd ave".split()
)
ROLES = frozenset(
    "bf gf hubby hubs wifey missus bestie bro sis cuz mate fitter carer childminder lawyer dietitian "
    "nutritionist member nurse doctor dr consultant midwife physio physiotherapist dentist surgeon gp receptionist "
    "agent rep "
    "representative advisor adviser manager "
    "supervisor assistant associate colleague cashier teller clerk waiter waitress server host hostess "
    "bartender barista chef driver courier "
    "technician engineer plumber electrician installer mechanic fitter instructor teacher trainer coach "
    "tutor stylist hairdresser therapist "
    "concierge porter housekeeper cleaner guide steward stewardess pilot salesman saleswoman salesperson "
    "salesgirl operator specialist employee guy "
    "lady woman man gentleman girl lad chap person husband wife son daughter brother sister mum mom dad "
    "mother father friend boss partner "
    "neighbour neighbor flatmate roommate landlord carer caregiver paramedic pharmacist optician radiographer "
    "bloke fella dude guard doorman bouncer postman postie handyman gardener nanny babysitter hygienist "
    "counsellor counselor psychologist psychiatrist vet beautician barber masseuse masseur lifeguard attendant "
    "butler valet caretaker janitor locksmith decorator builder roofer surveyor broker banker planner "
    "consultant solicitor lawyer accountant tech apprentice trainee intern volunteer coordinator officer "
    "handler rider runner usher greeter packer picker lecturer professor tenant lodger nephew niece cousin "
    "grandson granddaughter grandmother grandfather girlfriend boyfriend fiance fiancee fiancé fiancée kid baby "
    "toddler "
    "sonographer phlebotomist anaesthetist registrar matron hca".split()
)
#: What stands right before a name as the last one, two or three words: whatever follows is a name.
INTRODUCES = frozenset(
    "name is|name's|name was|name:|surname is|surname:|is called|am called|i'm called|was called|goes by"
    "|signed|signed:|c/o|attn|attn:|attention:"
    "|recipient:|contact:|person:|cardholder:|cardholder|passenger|passenger:|guest:|guest name|whose "
    "name is|by the name of|name of|addressee:|holder:|im called|i am named|name|booked under|booking under"
    "|reserved under|reservation under|registered under|listed under|filed under|under the name|in the name of|in "
    "name of"
    "|behalf of|made out to|account holder|registered to|next of kin|badge said|badge says|tag said|tag says"
    "|badge read|names are|name on it was|patient name|customer name|account name"
    "|full name|first name|last name|nickname is|nicknamed|undersigned|introduced himself as|introduced herself as"
    "|introduced themselves as|named as|for the attention of|attention of|care of|fao|fao:".split("|")
)
NOT_OF_PEOPLE = frozenset(
    "brand product company user app file shop store street domain model hotel restaurant place dish song movie "
    "film game book program programme software website site street road area town city village device".split()
)
SIGN_OFFS = frozenset("regards sincerely cheers wishes love yours truly faithfully thanks you x xx xxx best ta".split())
#: Right after these a stranger's name is as likely as a known one.
CARING = frozenset(
    "nurse midwife surgeon waitress waiter receptionist stylist doctor colleague hygienist bartender barista "
    "bloke chap guy lad lady girl gentleman husband wife son daughter brother sister mum mom dad mother father "
    "friend nephew niece cousin neighbour neighbor grandson granddaughter boyfriend girlfriend instructor teacher "
    "therapist hairdresser physio technician plumber engineer cashier supervisor porter concierge driver courier "
    "guide host hostess server clerk advisor adviser rep agent representative consultant assistant".split()
)
#: After these whatever is capitalized may be a name, and is one if it is listed as a name that is also a word.
ADDRESSES = frozenset(
    "spoke to|spoke with|speak to|speak with|spoken to|spoken with|speaking to|speaking with|talk to|talked "
    "to|talked with|talking to|dealt with|deal with|dealing with"
    "|met|met with|chatted with|chatted to|chat with|thanks to|thank you|thankyou|thank|thanks|ask for|asked "
    "for|ask|told|served by|seen by|helped by|handled by|assisted by|greeted by|treated by"
    "|signed by|delivered by|installed by|taken by|fitted by|cut by|looked after by|kudos to|props to"
    "|credit to|out to|well done|named|called|i am|i'm|im|this is|it's|hi|hello|hey|dear|assigned to"
    "|emailed|texted|especially|particularly|namely|with|by|tell|told|asked|asking for|called me|messaged|rang"
    "|phoned|contacted|complained to|reported to|sent to|gave|handed to|thanked|praise|commend|recommend"
    "|hats off to|bravo|congrats to|respect to|appreciate|loved|love|god bless|bless|poor|lovely|dear old"
    "|trained by|repaired by|driven by|made by|done by|written by|replied by|refused by|promised by|cooked by"
    "|thx|thnx|tks|ping|pinged|cc|cc'd|dm|email|text|page|paged|big up|props|ask after"
    "|told by|advised by|informed by|assured by|appointment with|booked with|session with|call with|meeting with"
    "|call from|email from|reply from|visit from|help from|service from|response from|thank you to|thanks also to"
    "|mention for"
    "|regarding|on behalf of|beside|alongside"
    "|and|than|cheers|shoutout to|grateful to|apologise to|apologies to|sorry".split("|")
)
#: Of these, those after which nothing but a person stands.
SPOKEN = frozenset(
    "spoke to|spoke with|speak to|speak with|spoken to|spoken with|speaking to|speaking with|talked to"
    "|talked with|dealt with|ask for|asked for|served by|seen by|helped by|asking for|greeted by"
    "|handled by|assisted by|treated by|looked after by|kudos to|thank you|thanks to|chatted to"
    "|chatted with|shoutout to|hats off to|shout out to|huge thanks to|well done|told|tell|asked|ask|thank|met|met with"
    "|reservation for|booking for|appointment for|parcel for|letter for|message for|delivery for|bumped into|brother "
    "of|sister of"
    "|props to|complained to|i am|i'm|im|nurse|midwife|surgeon|waitress|waiter|receptionist|stylist|doctor"
    "|hi this is|hello this is|hey this is|hi it's|hello it's".split("|")
)
#: A preposition right before a name, and the words of which one stands shortly before it: reported this to, seen by.
DEALS = {
    "to": frozenset(
        "spoke spoken speak speaking talk talked talking thanks thank thankyou kudos praise credit reported complained "
        "explained apologised apologized compliments gratitude grateful appreciation chatted introduced assigned "
        "handed wrote escalated forwarded mentioned listened listening shout shoutout congratulations".split()
    ),
    "by": frozenset(
        "served seen treated greeted examined cut welcomed guided taught trained assisted massaged interviewed "
        "measured looked shouted".split()
    ),
    "with": frozenset(
        "spoke spoken speak speaking talk talked talking appointment session consultation lesson lessons chatted chat "
        "haircut massage facial conversation argument dealt dealing".split()
    ),
    "for": frozenset("ask asked asking".split()),
}
#: After these a firm may be spoken of too.
ALSO_OF_FIRMS = frozenset("kudos to|well done|i am|i'm|im|met|told|tell|asked|ask|thank|dealt with".split("|"))

_VERBS = (
    "helped|told|said|went|did|explained|answered|greeted|served|assisted|called|rang|replied|promised|refused|made"
    "|took|kept|fixed|sorted|resolved|checked|came|welcomed|hung|listened|advised|apologi[sz]ed|smiled|assured|offered"
    "|insisted|laughed|shouted|walked|phoned|emailed|texted|rushed|stayed|gave|found|held|arranged|recommended"
    "|treated|looked|showed|carried|brought|drove|remembered|noticed|ignored|interrupted|picked up|turned up|spent|got"
    "|wrote|quoted|fitted|cleaned|cut|knows|goes|really|never|always|even|couldn't|didn't|wouldn't|deserves|needs"
    "|should"
    "|seemed|clearly|kindly|patiently|handled|dealt|saved|talked|spoke|ensured|managed|tried|took|put|is|was|were|has"
)
_MANNERS = (
    "great|amazing|helpful|rude|lovely|kind|friendly|patient|polite|brilliant|excellent|fantastic|wonderful|unhelpful"
    "|awesome|attentive|professional|knowledgeable|nice|star|superstar|gem|legend|best|pleasure|dismissive|efficient"
    "|outstanding|useless|arrogant|incompetent|able|sweet|cheerful|courteous|welcoming|warm|gentle|caring|thorough"
    "|reassuring|charming|condescending|sarcastic|impatient|abrupt|aggressive|apologetic|understanding|credit|angel"
    "|hero|saint|diamond|treasure|delight|joke|liar|so|very|super|really|extremely|incredibly|absolutely|always|such"
)
_DESKS = (
    "IT|HR|L[1-3]|support|sales|reception|customer|service|services|desk|front|billing|till|tills|checkout|team|branch|store|shop"
    "|accounts|it|hr|complaints|returns|phone|phones|bar|kitchen|claims|chat|help|counter|warehouse|deli|bakery"
    "|pharmacy|parts|workshop|garage|office|spa|gym|pool|door|ward|clinic|surgery|lounge|gate|head|finance"
    "|collections|mortgages|repairs|dispatch|bookings|reservations|concierge|housekeeping|maintenance|security|admin"
    "|night|day|shift|hotel|restaurant|cafe|department|helpdesk|callcentre|call|live|online|retention|retentions"
    "|l1|l2|l3|level|loyalty|technical|tech|menswear|womenswear|jewellery|tyre|service"
)
_ROLE_WORDS = "|".join(sorted(ROLES))
#: A person acts: what stands right after a name.
PERSON_AFTER = Pattern(
    r"(?:'s (?:attitude|manner|help|service|patience|kindness|behaviou?r|advice|team|response|reply|email"
    r"|knowledge|work|support|manager|boss|supervisor|tone|voice|smile|colleague|name|attention|customer service)"
    rf"|,? (?:who|here|speaking|again and again|{_VERBS.removesuffix('|is|was|were|has')}"
    r"|(?:was|is|were|has been|had|seemed|sounded) (?:so |very |super |really |extremely |incredibly |absolutely "
    r"|always "
    r"|just |also |a |an |the |my |our |not |quite |such |such a |truly |most |lovely |real |total |absolute |true "
    r"|pure )"
    rf"{{0,2}}(?:{_MANNERS})"
    r"|(?:from|in|at|on|behind) (?:the |your |our |customer |tech |technical |parts |guest )?"
    rf"(?:{_DESKS})"
    rf"|,? ?\(?(?:the|our|my|your|their|a) (?:\w{{1,14}} )?(?:{_ROLE_WORDS}))(?![A-Za-z])"
    rf"|,? ?\((?:the |our |my |your )?(?:\w{{1,14}} )?(?:{_ROLE_WORDS})(?![A-Za-z]))",
)
#: The same where even a firm may stand: only what no firm does.
ONLY_A_PERSON = Pattern(
    r"(?:'s (?:attitude|manner|patience|kindness|behaviou?r|manager|boss|supervisor|tone|voice|smile|colleague)"
    r"|,? (?:who|here|speaking|helped|explained|greeted|served|assisted|listened|smiled|laughed|shouted|hung up|rang"
    r"|phoned"
    r"|apologi[sz]ed|walked|carried|drove|interrupted|held|rushed|picked up|turned up|patiently|kindly|went out"
    r"|went above|told (?:me|us)|called me|rang me|texted|said (?:he|she|they|it|i|that|we)|made (?:me|us)"
    r"|deserves?|bothered|needs (?:re)?training|took (?:my|our) orders?|(?:did|cut|coloured) my|kept smiling|reassured"
    r"|could(?:n't| not) (?:have been|do enough)|spoke to (?:me|us)|looked after|is the reason|answered the phone"
    r"|and (?:his|her|the) team|remembered (?:me|us|my|our|that)|saved (?:my|our)|knew (?:what|exactly|how)"
    r"|took (?:me|us|the time|his|her)"
    r"|(?:was|is|were|has been|had|seemed|sounded) (?:so |very |super |really |extremely |incredibly |absolutely "
    r"|always "
    r"|just |also |a |an |the |my |our |not |quite |such |such a |truly |most |lovely |real |total |absolute |true "
    r"|pure )"
    r"{0,2}(?:helpful|rude|kind|friendly|patient|polite|unhelpful|attentive|star|superstar|gem|legend|pleasure"
    r"|dismissive"
    r"|arrogant|incompetent|sweet|cheerful|courteous|welcoming|gentle|caring|reassuring|charming|condescending"
    r"|sarcastic|impatient|abrupt|aggressive|apologetic|credit|angel|hero|saint|diamond|liar|knowledgeable"
    r"|professional)"
    rf"|(?:from|in|at|on|behind) (?:the |your |our |tech |technical |parts |guest )?(?:{_DESKS})"
    rf"|, (?:the|our|my|your|their|a) (?:\w{{1,14}} )?(?:{_ROLE_WORDS}))(?![A-Za-z])"
    rf"|,? ?\((?:the |our |my |your )?(?:\w{{1,14}} )?(?:{_ROLE_WORDS})(?![A-Za-z]))",
)
UNKNOWN_AFTER = Pattern(
    r"(?:\s(?:was|is|who|has|had|helped|told|said|did|went|for|and|at|in|from|on|did|explained|the|but|because|when"
    r"|again"
    r"|twice|today|yesterday|last|this|if|about|then|so|to|that|how|why|what|he|she|they|i|it|my|our|by|or|as|with|a|"
    r"yesterday|please|over|came|got|will|would|can|could|now|before|after|once|until|while|three|two|several"
    r"|answered)(?![A-Za-z])|'s|\s?[,.;!?)&/]|\s{0,3}$|\n|\s?[-(])"
)
