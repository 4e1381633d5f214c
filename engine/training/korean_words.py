"""Korean keywords for English captions of photographs, so that the text tower ties both languages to real pictures.

A word-by-word lexicon, not a translation: "a black dog runs on the beach" becomes "검은 개 달리다 해변".
"""

from __future__ import annotations

import re

WORDS = {
    "dog": "개", "puppy": "강아지", "man": "남자", "guy": "남자", "boy": "소년", "woman": "여자", "lady": "여자",
    "girl": "소녀", "child": "아이", "kid": "아이", "children": "아이들", "baby": "아기", "toddler": "아기",
    "people": "사람들", "person": "사람", "group": "무리", "crowd": "군중", "men": "남자들", "women": "여자들",
    "player": "선수", "cat": "고양이", "horse": "말", "bird": "새", "cow": "소", "sheep": "양", "fish": "물고기",
    "water": "물", "ocean": "바다", "sea": "바다", "beach": "해변", "lake": "호수", "river": "강", "pool": "수영장",
    "wave": "파도", "sand": "모래", "snow": "눈", "ice": "얼음", "grass": "풀", "field": "들판", "park": "공원",
    "forest": "숲", "woods": "숲", "tree": "나무", "mountain": "산", "hill": "언덕", "rock": "바위", "cliff": "절벽",
    "sky": "하늘", "sunset": "노을", "street": "거리", "road": "길", "path": "길", "sidewalk": "인도", "city": "도시",
    "building": "건물", "house": "집", "wall": "벽", "fence": "울타리", "bench": "벤치", "stairs": "계단",
    "bridge": "다리", "car": "자동차", "bike": "자전거", "bicycle": "자전거", "motorcycle": "오토바이", "bus": "버스",
    "train": "기차", "boat": "배", "truck": "트럭", "skateboard": "스케이트보드", "skateboarder": "스케이트보더",
    "snowboarder": "스노보더", "skier": "스키어", "surfer": "서퍼", "surfboard": "서핑보드", "ball": "공",
    "football": "축구공", "soccer": "축구", "basketball": "농구", "baseball": "야구", "tennis": "테니스",
    "frisbee": "원반", "toy": "장난감", "stick": "막대기", "rope": "밧줄", "swing": "그네", "slide": "미끄럼틀",
    "hat": "모자", "shirt": "셔츠", "jacket": "재킷", "dress": "드레스", "helmet": "헬멧", "glasses": "안경",
    "sunglasses": "선글라스", "camera": "카메라", "guitar": "기타", "food": "음식", "table": "탁자", "chair": "의자",
    "flower": "꽃", "face": "얼굴", "hand": "손", "head": "머리", "mouth": "입", "hair": "머리카락",
    "race": "경주", "game": "경기", "team": "팀", "uniform": "유니폼", "ramp": "경사로", "air": "공중",
    "black": "검은", "white": "하얀", "brown": "갈색", "red": "빨간", "blue": "파란", "green": "초록색",
    "yellow": "노란", "orange": "주황색", "pink": "분홍색", "purple": "보라색", "gray": "회색", "grey": "회색",
    "small": "작은", "little": "작은", "large": "큰", "big": "큰", "young": "젊은", "old": "늙은", "two": "두",
    "three": "세", "four": "네", "wet": "젖은", "run": "달리다", "runs": "달리다", "running": "달리다",
    "jump": "뛰다", "jumps": "뛰다", "jumping": "뛰다", "play": "놀다", "plays": "놀다", "playing": "놀다",
    "walk": "걷다", "walks": "걷다", "walking": "걷다", "sit": "앉다", "sits": "앉다", "sitting": "앉다",
    "stand": "서다", "stands": "서다", "standing": "서다", "swim": "헤엄치다", "swims": "헤엄치다",
    "swimming": "헤엄치다", "climb": "오르다", "climbs": "오르다", "climbing": "오르다", "ride": "타다",
    "rides": "타다", "riding": "타다", "smile": "웃다", "smiling": "웃다", "smiles": "웃다", "hold": "들다",
    "holds": "들다", "holding": "들다", "wearing": "입은", "wears": "입은", "throw": "던지다", "throwing": "던지다",
    "catch": "잡다", "catching": "잡다", "catches": "잡다", "kick": "차다", "kicking": "차다", "eat": "먹다",
    "eating": "먹다", "drinking": "마시다", "dance": "춤추다", "dancing": "춤추다", "sleeping": "자다",
    "looking": "보다", "looks": "보다", "surfing": "서핑하다", "skiing": "스키를 타다", "singing": "노래하다",
}  # fmt: skip


def korean_keywords(caption: str) -> str | None:
    """The words of an English caption that are known, in Korean; None when they are fewer than two."""
    found: list[str] = []
    for word in re.findall(r"[a-z]+", caption.lower()):
        known = WORDS.get(word) or WORDS.get(word.removesuffix("s")) or WORDS.get(word.removesuffix("es"))
        if known and known not in found:
            found.append(known)
    return " ".join(found) if len(found) >= 2 else None
