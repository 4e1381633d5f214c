"""All parameters of ranking that need no labels, each with its evidence.

Two more lie with the untuned score itself, in `engine/models/untuned.py`, since what is stored depends on them: its temperature and its shares.
"Stand-in" is a model made for measuring: linear projections of a picture classifier's features and of bags of words, trained by InfoNCE on 5,586 captioned
photographs, with frame cosines that spread (0.03 within a shot) as those of real models do; measured on 1,000 other photographs, 8 views of each as the frames
of a shot, all 5 captions as queries. "Sample films" are those of `rushes-engine demo` (70 shots) with the starter model that shipped first.
"""

# Prompts (models without a trained head) -------------------------------------------------------------------------------

# The mean of several texts for keywords; whole sentences gain nothing from "a photo of" (MODELS 4; Radford et al. 2021, 3.1.4: 3.5 points on ImageNet).
SHORT_TEMPLATES = ("{}", "a photo of {}", "a video of {}", "a video frame showing {}", "footage of {}")
LONG_TEMPLATES = ("{}", "a video of {}")
LONG_QUERY = 5  # words; from here on a query is a sentence
# Phrases of a query that are encoded as texts of their own, which explains a hit. They have no part in the score: MODELS 4 proposes 0.2 to 0.3, and
# nothing here could measure it.
PHRASES = 6
# Confidence from which a moment counts as showing a phrase. Sample films with the starter model, one sentence for each of 60 films, every phrase of it against
# the films that it describes and those that no wording of would contain it: area under the curve 0.81; from 2.0 on 43 % of the true ones are found and 2.2 % of
# the others (1.5: 51 and 6.3 %; 2.5: 36 and 0.8 %). Single words, each a text of its own: 0.71. The word features inside the sentence, which this model's head
# was trained with: 0.61, so they explain nothing that a person could rely on.
WORD_FOUND = 2.0

# Hubness ---------------------------------------------------------------------------------------------------------------

# Score of a shot less half of what the bank's queries that fit it best get (NNN, Chowdhury et al. 2024; MODELS 4: alpha 0.5 to 0.75, the best 32 of
# some hundred queries). QB-Norm (Bogolin et al. 2022), the same idea, took zero-shot CLIP from 30.3 to 34.8 R@1 on COCO; fine-tuned models gained 0.5
# to 1. On the stand-in, which like those was trained on what it is asked about, it neither helps nor harms: R@1 11.1 without, 11.2 with 0.5, 10.9 with
# 0.75, 10.6 with 1. A trained head gets none: sample films R@1 96 % with 0 to 0.5, 92 % with 0.75.
HUBNESS = 0.5
BEST_SHARE = 1 / 16  # of the bank: 32 of 512 lines
BEST_OF_NORMAL = 1.967  # mean of the highest sixteenth of a standard normal distribution

# Slow text towers encode only the first lines of the bank, which is ordered so that every beginning of it is varied. Stand-in, R@1/5/10 with 128, 256
# and 512 lines: 10.8/29.6/40.8, 11.1/29.7/41.0, 11.2/30.0/41.1. Decided by size and not by a clock, since the bank is part of a model's key.
LIGHT_TEXT_TOWER = 10_000_000  # weights that each token passes; ViT-B/32 has 38 million, the starter model below 3
SHORT_BANK = 128  # lines

# How sure a hit is -----------------------------------------------------------------------------------------------------

SAMPLE = 128  # shots of the library that tell what a query usually gets
ENOUGH = 16  # shots in that sample from which it counts
SMALLEST_SPREAD = 1e-3
# Shots that would reach a hit's confidence by chance, over shots that do (Benjamini and Hochberg 1995), at most. Fixed limits on the confidence (3.0 and
# 2.4) fail as libraries grow, because the best of many chance values is high: on the stand-in, for queries whose shots were taken out, the best hit was
# "strong" for 16 % of the queries with 70 shots, 50 % with 300 and 84 % with 1,000; with these limits 18, 19 and 23 %. Sample films, through the whole
# program: of 50 sentences that describe one, 46 were strong, 2 possible, 2 weak; of 16 about things no film shows, the best hit was strong for 0, possible
# for 2, weak for 14 (fixed limits: 46, 2, 2 and 0, 3, 13).
STRONG_CHANCE = 0.1
POSSIBLE_CHANCE = 0.3
FEWEST = 64  # a smaller library is judged as if it had so many shots: nothing smaller was measured
UNNOTICED = 1.0  # what is not wanted counts from this confidence on

# Composed queries ------------------------------------------------------------------------------------------------------

# Weight of "more like these" and "less like these" beside a weight of 1 for each part of the query (MODELS 4: .3 for pseudo-relevance feedback by Rocchio's
# rule, only on the person's own click). Nothing here could measure it.
FEEDBACK = 0.3

# Scripts ---------------------------------------------------------------------------------------------------------------

NON_LATIN = 0.3  # share of letters from which on a query is in another script (MODELS 3.1)
