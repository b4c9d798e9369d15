"""The parameters of two well-known models, as shapes."""

from __future__ import annotations

Shapes = list[tuple[int, ...]]
STAGES = ((64, 3), (128, 4), (256, 6), (512, 3))
"""ResNet-50's: width, blocks."""
EXPANSION, CLASSES, COLOURS = 4, 1000, 3
WIDTH, INNER, WORDS, POSITIONS, KINDS, LAYERS = 768, 3072, 30522, 512, 2, 12
"""BERT-base's."""


def resnet50() -> Shapes:
    """ResNet-50 (He et al., 2015): each convolution is followed by a scale and an offset."""

    def convolution(outward: int, inward: int, window: int) -> Shapes:
        return [(outward, inward, window, window), (outward,), (outward,)]

    shapes, inward = convolution(64, COLOURS, 7), 64
    for width, blocks in STAGES:
        outward = EXPANSION * width
        for block in range(blocks):
            shapes += convolution(width, inward, 1) + convolution(width, width, 3) + convolution(outward, width, 1)
            shapes += convolution(outward, inward, 1) if block == 0 else []
            inward = outward
    return [*shapes, (CLASSES, inward), (CLASSES,)]


def bert_base() -> Shapes:
    """BERT-base (Devlin et al., 2018)."""
    vector, square = (WIDTH,), (WIDTH, WIDTH)
    embeddings: Shapes = [(WORDS, WIDTH), (POSITIONS, WIDTH), (KINDS, WIDTH), vector, vector]
    layer: Shapes = [square, vector] * 4 + [vector] * 4
    layer += [(INNER, WIDTH), (INNER,), (WIDTH, INNER), vector]
    return [*embeddings, *layer * LAYERS, square, vector]
