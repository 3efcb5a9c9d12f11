"""What personal data looks like, a kind of it in each file; `analysis.masking` puts the rules in their order.

Small and pure: the standard library alone, so that anybody may import it. Every repetition in a pattern is bounded and
every look around a match has a fixed width, which keeps the time linear in the text, also for hostile text.
"""
