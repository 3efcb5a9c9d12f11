"""What stands before a number that somebody was given, and what looks like one and is none."""

import re

from voc.analysis.personal.patterns import Pattern

#: What may stand between the word for a number and the number: "no. is", "on file is", "：", "应该是".
LINK_EN = (
    r"(?:'s(?![a-z])|[\s:=#(\"'“”,-]|(?i:is|was|are|were|it's|its|number|numbers|num|nr|no|on|file|my|the|your|our|a"
    r"|as|reads"
    r"|ending|with|here|which"
    r"|should be|listed|under|of|code|id|card|ref|reference|id'd|goes|given|issued|quoted|quoting|shows"
    r"|says)(?![A-Za-z0-9])\.?){0,9}"
)
LINK_ZH = r"(?:应该是|就是|显示|后四位|末四位|尾号|如下|填的|写的|是|为|:|=|#|\s|-|\(|\"|“|「|,){0,5}"

#: What stands before a number that every such product has.
OF_A_PRODUCT = Pattern(r"(?:条形码|条码|商品码|(?i:barcode|ean|isbn|upc))\s?(?:是|:|(?i:is))?\s?$")


def is_date(token: str) -> bool:
    """Whether a number is a day, a year or a span of years.

    >>> is_date("2024-03-01"), is_date("2024"), is_date("88123")
    (True, True, False)
    """
    return bool(
        re.fullmatch(
            r"(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)?\d\d|(?:19"
            r"|20)\d\d(?:[-/](?:19|20)?\d\d)?",
            token,
        )
    )
