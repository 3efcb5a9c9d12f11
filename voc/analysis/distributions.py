"""Tails and quantiles of the few distributions that our tests need, with Python's own library alone."""

import math
from functools import lru_cache
from statistics import NormalDist


def beta_share(x: float, a: float, b: float) -> float:
    """The regularized incomplete beta function I_x(a, b), 0..1, for positive a and b and x within 0..1.

    Continued fraction of Lentz's kind; Press et al., "Numerical Recipes", 3rd edition, 2007, section 6.4. Ten digits.

    >>> round(beta_share(0.5, 2, 3), 6)
    0.6875
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(1 - x, b, a)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or tiny)
    found = d
    for m in range(1, 10_000):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            found *= c * d
        if abs(c * d - 1) < 1e-12:
            break
    return found


def student_tail(t: float, degrees: float) -> float:
    """The chance (0..1) that Student's t lies further from zero than `t`, on both sides together.

    `degrees` of freedom may be a fraction.

    >>> round(student_tail(2.228, 10), 3)
    0.05
    """
    return beta_share(degrees / (degrees + t * t), degrees / 2, 0.5)


@lru_cache(maxsize=10_000)
def student_quantile(confidence: float, degrees: float) -> float:
    """How many standard errors to both sides hold this much of Student's t; `degrees` may be a fraction.

    >>> round(student_quantile(0.95, 10), 3)
    2.228
    """
    # Newton's steps from the normal's quantile, which lies below: the tail is convex, so they never overshoot.
    t = NormalDist().inv_cdf((1 + confidence) / 2)
    height = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    for _ in range(100):
        density = height * (1 + t * t / degrees) ** (-(degrees + 1) / 2)
        step = (student_tail(t, degrees) - (1 - confidence)) / (2 * density)
        t += step
        if abs(step) < 1e-9 * t:
            break
    return t


def beta_binomial_tail(count: int, n: int, a: float, b: float) -> float:
    """The chance (0..1) that at least `count` of `n` do, when the share of those who do is Beta(a, b).

    Summed from `count` on, so that a chance of one in a billion keeps its digits.

    >>> round(beta_binomial_tail(3, 5, 1, 1), 6)  # a uniform share makes 0 to 5 equally likely
    0.5
    """
    if count <= 0:
        return 1.0
    if count > n:
        return 0.0
    term = math.exp(_log_choose(n, count) + _log_beta(count + a, n - count + b) - _log_beta(a, b))
    total = 0.0
    for k in range(count, n + 1):
        total += term
        if term < total * 1e-12:
            break
        term *= (n - k) / (k + 1) * (k + a) / max(n - k - 1 + b, 1e-300)
    return min(1.0, total)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def normal_tail(z: float) -> float:
    """The chance (0..1) that a standard normal lies further from zero than `z`, on both sides together.

    >>> round(normal_tail(1.96), 3)
    0.05
    """
    return math.erfc(abs(z) / math.sqrt(2))
