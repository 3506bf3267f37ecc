"""Exact subset sums over the integers, one equation or several, with a reason for every no.

The question: integer vectors w_1, ..., w_m and a target vector b; is there a subset L of
{1, ..., m} with sum over L of w_i = b? It is NP-complete, and decided here in three ways, the
cheaper first:

1. *Reduction* (`reduction`): the target lies between the sum of the negative weights and that of
   the positive ones, and common divisors of the weights divide it. Items that break this when
   taken are left out, and conversely.
2. *Enumeration* of the reachable sums (`sums`), after the equations are put into one: if B exceeds
   all that u can be, then u = v = 0 iff u + B v = 0.
3. *Splitting* into the cases without and with the largest item, while the enumeration is too long.

A no comes as the list of these steps (`Step`), in the order of a depth-first walk; whoever wants to
check it walks along and enumerates for itself where the list says so.

>>> find_subset(SubsetSum(((3, 5, 9),), (12,)))
Subset(items=(0, 2))
>>> find_subset(SubsetSum(((4, 6, 10),), (7,))).steps
(Step(rule='impossible', item=None, taken=None, equation=0, divisor=2),)
"""

from exactrelu.constructions.subset_sum.search import BUDGET, find_subset
from exactrelu.constructions.subset_sum.values import (
    NoSubset,
    Step,
    Subset,
    SubsetSum,
    Undecided,
)

__all__ = ["BUDGET", "NoSubset", "Step", "Subset", "SubsetSum", "Undecided", "find_subset"]
