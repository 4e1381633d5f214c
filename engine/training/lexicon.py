"""The words of the captions, in English and Korean, but for the names of icons (`icons`)."""

from __future__ import annotations

SHAPE_WORDS = {
    "circle": (["circle", "disc", "dot"], ["원", "동그라미"]),
    "square": (["square", "box shape"], ["사각형", "네모"]),
    "triangle": (["triangle"], ["삼각형", "세모"]),
    "star": (["star", "star shape"], ["별", "별 모양"]),
    "heart": (["heart", "heart shape"], ["하트", "하트 모양"]),
    "diamond": (["diamond", "rhombus"], ["마름모"]),
    "ring": (["ring", "hoop"], ["고리", "링"]),
    "cross": (["cross", "plus sign"], ["십자가", "십자 모양"]),
    "pentagon": (["pentagon"], ["오각형"]),
    "hexagon": (["hexagon"], ["육각형"]),
}
COLOUR_KO = {
    "red": ["빨간", "빨간색", "붉은"],
    "orange": ["주황색", "주황"],
    "yellow": ["노란", "노란색"],
    "green": ["초록색", "녹색", "초록"],
    "blue": ["파란", "파란색"],
    "purple": ["보라색", "보라"],
    "pink": ["분홍색", "핑크색"],
    "brown": ["갈색"],
    "black": ["검은", "검은색", "까만"],
    "white": ["하얀", "흰색", "흰"],
    "gray": ["회색"],
}
COLOUR_EN = {"purple": ["purple", "violet"], "gray": ["gray", "grey"]}
SIZE_EN = {"small": ["small", "little", "tiny"], "large": ["large", "big", "huge"]}
SIZE_KO = {"small": ["작은", "조그만"], "large": ["큰", "커다란"]}
NUMBER_EN, NUMBER_KO = ["", "one", "two", "three", "four"], ["", "한", "두", "세", "네"]
BACKGROUND_EN = {
    "stripes": ["stripes", "a striped background"],
    "checkers": ["a checkerboard", "a checkered background"],
    "dots": ["a dotted background", "polka dots"],
    "gradient": ["a gradient", "a gradient background"],
    "noise": ["static noise", "a noisy background"],
    "sky": ["the sky", "a sky with clouds", "a cloudy sky"],
    "meadow": ["a meadow", "green grass", "a grassy field"],
    "sea": ["the sea", "the ocean", "blue water"],
    "night": ["the night sky", "a starry night", "a dark sky with stars"],
    "snow": ["snow", "a snowy field"],
    "desert": ["the desert", "sand", "sand dunes"],
    "sunset": ["a sunset", "an evening sky"],
    "bricks": ["a brick wall", "bricks"],
}
BACKGROUND_KO = {
    "stripes": ["줄무늬 배경", "줄무늬"],
    "checkers": ["체크무늬 배경", "바둑판무늬 배경"],
    "dots": ["물방울무늬 배경", "점무늬 배경"],
    "gradient": ["그라데이션 배경"],
    "noise": ["노이즈 배경", "지지직거리는 화면"],
    "sky": ["하늘", "구름 낀 하늘"],
    "meadow": ["풀밭", "초원", "잔디밭"],
    "sea": ["바다"],
    "night": ["밤하늘", "별이 있는 밤하늘"],
    "snow": ["눈밭", "눈 내리는 들판"],
    "desert": ["사막", "모래사막"],
    "sunset": ["노을", "해 질 녘 하늘"],
    "bricks": ["벽돌 벽", "벽돌담"],
}
GO = [
    ("moves", "moving", "move"),
    ("goes", "going", "go"),
    ("travels", "traveling", "travel"),
    ("slides", "sliding", "slide"),
    ("drifts", "drifting", "drift"),
    ("heads", "heading", "head"),
]
TOWARDS = {
    "left": ["left", "to the left", "leftward", "towards the left", "from right to left"],
    "right": ["right", "to the right", "rightward", "towards the right", "from left to right"],
    "up": ["up", "upward", "upwards", "to the top"],
    "down": ["down", "downward", "downwards", "to the bottom"],
    "up left": ["up and left", "to the upper left", "diagonally up to the left"],
    "up right": ["up and right", "to the upper right", "diagonally up to the right"],
    "down left": ["down and left", "to the lower left", "diagonally down to the left"],
    "down right": ["down and right", "to the lower right", "diagonally down to the right"],
}
CHANGE_EN = {
    "still": [
        ("stays still", "staying still", "stay still"),
        ("does not move", "not moving", "do not move"),
        ("stands still", "standing still", "stand still"),
    ],
    "rotate": [
        ("rotates", "rotating", "rotate"),
        ("spins", "spinning", "spin"),
        ("turns around", "turning around", "turn around"),
    ],
    "grow": [
        ("grows", "growing", "grow"),
        ("gets bigger", "getting bigger", "get bigger"),
        ("becomes larger", "becoming larger", "become larger"),
    ],
    "shrink": [
        ("shrinks", "shrinking", "shrink"),
        ("gets smaller", "getting smaller", "get smaller"),
        ("becomes smaller", "becoming smaller", "become smaller"),
    ],
    "appear": [
        ("appears", "appearing", "appear"),
        ("shows up", "showing up", "show up"),
        ("pops up", "popping up", "pop up"),
    ],
    "disappear": [
        ("disappears", "disappearing", "disappear"),
        ("vanishes", "vanishing", "vanish"),
        ("goes away", "going away", "go away"),
    ],
}
RISE = [("rises", "rising", "rise"), ("climbs", "climbing", "climb")]
FALL = [("falls", "falling", "fall"), ("drops", "dropping", "drop"), ("sinks", "sinking", "sink")]
TOWARDS_KO = {
    "left": ["왼쪽으로", "좌측으로"],
    "right": ["오른쪽으로", "우측으로"],
    "up": ["위로", "위쪽으로"],
    "down": ["아래로", "아래쪽으로"],
    "up left": ["왼쪽 위로"],
    "up right": ["오른쪽 위로"],
    "down left": ["왼쪽 아래로"],
    "down right": ["오른쪽 아래로"],
}
GO_KO = [("움직인다", "움직이는"), ("간다", "가는"), ("이동한다", "이동하는"), ("지나간다", "지나가는")]
CHANGE_KO = {
    "still": [("가만히 있다", "가만히 있는"), ("멈춰 있다", "멈춰 있는")],
    "rotate": [("회전한다", "회전하는"), ("빙글빙글 돈다", "도는")],
    "grow": [("커진다", "커지는"), ("점점 커진다", "점점 커지는")],
    "shrink": [("작아진다", "작아지는"), ("점점 작아진다", "점점 작아지는")],
    "appear": [("나타난다", "나타나는")],
    "disappear": [("사라진다", "사라지는"), ("없어진다", "없어지는")],
}
PREFIX_EN = [
    "",
    "",
    "",
    "",
    "a video of ",
    "footage of ",
    "a clip of ",
    "a film with ",
    "we see ",
    "there is ",
    "a scene with ",
    "find ",
    "in this video ",
    "the camera shows ",
    "a drawing of ",
    "an animation of ",
]
SUFFIX_KO = ["", "", "", " 영상", " 장면", " 동영상", " 화면"]
RELATION_KO = {
    "left of": ["왼쪽에", "좌측에"],
    "right of": ["오른쪽에", "우측에"],
    "above": ["위에", "위쪽에"],
    "below": ["아래에", "밑에"],
    "inside": ["안에"],
}
RELATION_EN = {
    "left of": ["left of", "to the left of"],
    "right of": ["right of", "to the right of"],
    "above": ["above", "over", "on top of"],
    "below": ["below", "under", "beneath"],
    "inside": ["inside", "in", "within"],
}
IRREGULAR = {
    "mouse": "mice",
    "fish": "fish",
    "sheep": "sheep",
    "deer": "deer",
    "person": "people",
    "man": "men",
    "woman": "women",
    "wolf": "wolves",
    "knife": "knives",
    "leaf": "leaves",
    "tooth": "teeth",
    "die": "dice",
    "dice": "dice",
    "squid": "squid",
    "shrimp": "shrimp",
    "policeman": "policemen",
    "box": "boxes",
    "foot": "feet",
}
