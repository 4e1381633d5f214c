"""The nameable pictures of the starter model's films: emoji, English names, Korean names (the first of each is the usual one).

The pictures themselves are drawn from the font Noto Color Emoji when films are made and are not part of this project.
"""

from __future__ import annotations

TABLE = """
🐶 dog|puppy / 개|강아지
🐱 cat|kitten / 고양이
🐭 mouse / 쥐|생쥐
🐹 hamster / 햄스터
🐰 rabbit|bunny / 토끼
🦊 fox / 여우
🐻 bear / 곰
🐼 panda / 판다
🐨 koala / 코알라
🐯 tiger / 호랑이
🦁 lion / 사자
🐮 cow / 소|암소
🐷 pig / 돼지
🐸 frog / 개구리
🐵 monkey / 원숭이
🐔 chicken|hen / 닭|암탉
🐧 penguin / 펭귄
🐦 bird / 새
🐤 chick / 병아리
🦆 duck / 오리
🦅 eagle / 독수리
🦉 owl / 올빼미|부엉이
🦇 bat / 박쥐
🐺 wolf / 늑대
🐗 boar / 멧돼지
🐴 horse head / 말 머리
🐎 horse|running horse / 말
🦄 unicorn / 유니콘
🐝 bee|honeybee / 벌|꿀벌
🐛 caterpillar / 애벌레
🦋 butterfly / 나비
🐌 snail / 달팽이
🐞 ladybug|ladybird / 무당벌레
🐜 ant / 개미
🕷 spider / 거미
🦂 scorpion / 전갈
🐢 turtle|tortoise / 거북이
🐍 snake / 뱀
🦎 lizard / 도마뱀
🐙 octopus / 문어
🦑 squid / 오징어
🦐 shrimp / 새우
🦀 crab / 게
🐡 pufferfish|blowfish / 복어
🐟 fish / 물고기|생선
🐬 dolphin / 돌고래
🐳 whale / 고래
🦈 shark / 상어
🐊 crocodile|alligator / 악어
🐆 leopard / 표범
🦓 zebra / 얼룩말
🦍 gorilla / 고릴라
🐘 elephant / 코끼리
🦏 rhino|rhinoceros / 코뿔소
🦛 hippo|hippopotamus / 하마
🐪 camel / 낙타
🦒 giraffe / 기린
🦘 kangaroo / 캥거루
🐑 sheep / 양
🐐 goat / 염소
🦌 deer / 사슴
🐓 rooster / 수탉
🦃 turkey / 칠면조
🦚 peacock / 공작새
🦜 parrot / 앵무새
🦢 swan / 백조
🦩 flamingo / 홍학|플라밍고
🐿 squirrel|chipmunk / 다람쥐
🦔 hedgehog / 고슴도치
🐉 dragon / 용
🦖 dinosaur|tyrannosaurus / 공룡
🌵 cactus / 선인장
🎄 christmas tree / 크리스마스 트리
🌲 pine tree|fir tree / 소나무
🌳 tree / 나무
🌴 palm tree / 야자수
🍀 clover|four leaf clover / 네잎클로버|클로버
🍁 maple leaf / 단풍잎
🍄 mushroom / 버섯
🌷 tulip / 튤립
🌹 rose / 장미
🌻 sunflower / 해바라기
🌸 cherry blossom|pink flower / 벚꽃
🌍 globe|earth / 지구
🌙 crescent moon|moon / 초승달|달
⭐ gold star / 금색 별
☀ sun / 해|태양
☁ cloud / 구름
⛈ thunderstorm|storm cloud / 뇌우|먹구름
🌈 rainbow / 무지개
❄ snowflake / 눈송이
⛄ snowman / 눈사람
🔥 fire|flame / 불|불꽃
💧 water drop|droplet / 물방울
🌊 wave|ocean wave / 파도
🌪 tornado / 회오리바람|토네이도
⚡ lightning|lightning bolt / 번개
☂ umbrella / 우산
🍏 green apple / 풋사과|초록 사과
🍎 apple|red apple / 사과
🍐 pear / 배
🍊 orange fruit|tangerine / 귤|오렌지
🍋 lemon / 레몬
🍌 banana / 바나나
🍉 watermelon / 수박
🍇 grapes|bunch of grapes / 포도
🍓 strawberry / 딸기
🍒 cherries / 체리|앵두
🍑 peach / 복숭아
🍍 pineapple / 파인애플
🥝 kiwi / 키위
🍅 tomato / 토마토
🥑 avocado / 아보카도
🍆 eggplant|aubergine / 가지
🥔 potato / 감자
🥕 carrot / 당근
🌽 corn|ear of corn / 옥수수
🌶 chili pepper|hot pepper / 고추
🥒 cucumber / 오이
🥦 broccoli / 브로콜리
🥐 croissant / 크루아상
🍞 bread|loaf of bread / 빵|식빵
🥖 baguette / 바게트
🥨 pretzel / 프레첼
🧀 cheese / 치즈
🥚 egg / 달걀|계란
🍳 frying pan|fried egg / 프라이팬|달걀프라이
🥞 pancakes / 팬케이크
🥓 bacon / 베이컨
🍗 chicken leg|drumstick / 닭다리
🌭 hot dog / 핫도그
🍔 hamburger|burger / 햄버거
🍟 french fries|fries / 감자튀김
🍕 pizza|slice of pizza / 피자
🥪 sandwich / 샌드위치
🌮 taco / 타코
🥗 salad / 샐러드
🍝 spaghetti|pasta / 스파게티|파스타
🍜 noodles|bowl of noodles / 국수|라면
🍣 sushi / 초밥
🍱 lunch box|bento / 도시락
🍙 rice ball / 주먹밥
🍚 bowl of rice|rice / 밥
🍦 ice cream|ice cream cone / 아이스크림
🍩 donut|doughnut / 도넛
🍪 cookie|biscuit / 쿠키
🎂 birthday cake|cake / 케이크|생일 케이크
🧁 cupcake / 컵케이크
🍫 chocolate|chocolate bar / 초콜릿
🍬 candy / 사탕
🍭 lollipop / 막대사탕
🍿 popcorn / 팝콘
🍯 honey pot|honey / 꿀단지|꿀
🥛 glass of milk|milk / 우유
☕ coffee|cup of coffee / 커피
🍷 wine glass|wine / 와인|포도주
🍺 beer|mug of beer / 맥주
🍹 cocktail|tropical drink / 칵테일
🥤 cup with straw|soft drink / 음료수
🥄 spoon / 숟가락
🍴 fork and knife / 포크와 나이프
⚽ soccer ball|football / 축구공
🏀 basketball / 농구공
🏈 american football|rugby ball / 미식축구공|럭비공
⚾ baseball / 야구공
🎾 tennis ball / 테니스공
🏐 volleyball / 배구공
🎱 billiard ball|eight ball / 당구공
🏓 ping pong paddle|table tennis / 탁구채|탁구
🏸 badminton racket|badminton / 배드민턴채|배드민턴
🏹 bow and arrow / 활과 화살|활
🎣 fishing rod|fishing pole / 낚싯대
🥊 boxing glove / 권투 글러브|복싱 글러브
🛹 skateboard / 스케이트보드
🎿 skis / 스키
🥅 goal net / 골대
🏆 trophy / 트로피|우승컵
🏅 medal / 메달
🎯 dart board|target / 과녁|다트판
🎳 bowling / 볼링
🎮 game controller|gamepad / 게임기|게임 패드
🎲 dice|die / 주사위
🧩 puzzle piece / 퍼즐 조각
🧸 teddy bear / 곰 인형|테디베어
🪁 kite / 연
🎨 paint palette|palette / 팔레트
🎤 microphone / 마이크
🎧 headphones / 헤드폰
🎹 piano|piano keyboard / 피아노
🥁 drum / 북|드럼
🎷 saxophone / 색소폰
🎺 trumpet / 트럼펫
🎸 guitar / 기타
🎻 violin / 바이올린
🎬 clapperboard|movie clapper / 슬레이트|영화 슬레이트
🏃 runner|person running / 달리는 사람
🚶 pedestrian|person walking / 걷는 사람
🏄 surfer|person surfing / 서핑하는 사람
🏊 swimmer|person swimming / 수영하는 사람
🚴 cyclist|person riding a bike / 자전거 타는 사람
🏋 weightlifter|person lifting weights / 역도 선수|역기 드는 사람
🤸 gymnast|person doing a cartwheel / 체조 선수
⛷ skier|person skiing / 스키 타는 사람
🏂 snowboarder|person snowboarding / 스노보드 타는 사람
🏇 jockey|horse racing / 기수|경마
🧗 climber|person climbing / 등반가|암벽 타는 사람
🧘 person meditating|yoga / 명상하는 사람|요가
💃 dancing woman|dancer / 춤추는 여자|무용수
🕺 dancing man / 춤추는 남자
🚗 car|red car / 자동차|차
🚕 taxi|cab / 택시
🚙 suv|jeep / 지프차
🚌 bus / 버스
🚓 police car / 경찰차
🚑 ambulance / 구급차
🚒 fire truck|fire engine / 소방차
🚚 truck|delivery truck / 트럭|화물차
🚜 tractor / 트랙터
🏎 race car|racing car / 경주차
🏍 motorcycle|motorbike / 오토바이
🛵 scooter|motor scooter / 스쿠터
🚲 bicycle|bike / 자전거
🛴 kick scooter / 킥보드
🚂 steam train|locomotive / 증기 기관차|기관차
🚆 train / 기차|열차
✈ airplane|plane / 비행기
🚁 helicopter / 헬리콥터
🚀 rocket / 로켓
🛸 ufo|flying saucer / 비행접시
⛵ sailboat / 돛단배|요트
🚤 speedboat|motorboat / 모터보트|보트
🚢 ship|cruise ship / 여객선|선박
⚓ anchor / 닻
🚦 traffic light / 신호등
🛑 stop sign / 정지 표지판
⛽ gas pump|fuel pump / 주유기
🎈 balloon / 풍선
🎁 gift|present / 선물
🎆 fireworks / 불꽃놀이
🎃 pumpkin|jack o lantern / 호박
🏠 house|home / 집
🏡 house with garden / 정원이 있는 집
🏢 office building / 사무실 건물|빌딩
🏥 hospital / 병원
🏫 school / 학교
🏭 factory / 공장
🏰 castle / 성
⛪ church / 교회
⛩ shinto shrine|torii gate / 신사
🗼 tower|tokyo tower / 탑|도쿄 타워
🗽 statue of liberty / 자유의 여신상
⛲ fountain / 분수
⛺ tent / 텐트
🎡 ferris wheel / 관람차
🎢 roller coaster / 롤러코스터
🎪 circus tent|circus / 서커스 천막|서커스
🌋 volcano / 화산
🏔 mountain|snowy mountain / 산|설산
🏝 desert island|island / 무인도|섬
⌚ watch|wristwatch / 손목시계
📱 phone|mobile phone / 휴대폰|핸드폰
💻 laptop|computer / 노트북|컴퓨터
🖨 printer / 프린터
🖱 computer mouse / 마우스
📷 camera / 카메라|사진기
📺 television|tv / 텔레비전
📻 radio / 라디오
☎ telephone / 전화기
⏰ alarm clock / 알람 시계|자명종
⏳ hourglass / 모래시계
🔋 battery / 배터리|건전지
💡 light bulb|bulb / 전구
🔦 flashlight|torch / 손전등
🕯 candle / 양초|촛불
🛒 shopping cart / 쇼핑 카트
💰 money bag / 돈주머니
💎 diamond gem|gem / 보석|다이아몬드
🔧 wrench / 렌치
🔨 hammer / 망치
🪓 axe / 도끼
🪚 saw|hand saw / 톱
🔩 nut and bolt|bolt / 볼트|나사
⚙ gear|cog / 톱니바퀴
🧲 magnet / 자석
🔫 water pistol / 물총
💣 bomb / 폭탄
🔪 kitchen knife|knife / 칼|부엌칼
⚔ crossed swords|swords / 검|쌍검
🛡 shield / 방패
🔮 crystal ball / 수정구슬
🔭 telescope / 망원경
🔬 microscope / 현미경
💊 pill|capsule / 알약
💉 syringe / 주사기
🧪 test tube / 시험관
🚽 toilet / 변기
🚿 shower / 샤워기
🛁 bathtub|bath / 욕조
🔑 key / 열쇠
🚪 door / 문
🪑 chair / 의자
🛋 sofa|couch / 소파
🛏 bed / 침대
🖼 framed picture|painting / 액자|그림
🛍 shopping bags / 쇼핑백
📦 box|cardboard box / 상자
✉ envelope|letter / 편지|편지 봉투
📚 books|pile of books / 책|책 더미
📰 newspaper / 신문
✂ scissors / 가위
📌 pushpin|pin / 압정
📎 paperclip / 클립
📏 ruler / 자
✏ pencil / 연필
🖊 pen / 펜
🖍 crayon / 크레용
🔍 magnifying glass / 돋보기
🔒 lock|padlock / 자물쇠
👑 crown / 왕관
🎩 top hat / 중절모|신사 모자
🧢 cap|baseball cap / 야구 모자
👓 glasses|eyeglasses / 안경
👔 necktie|shirt and tie / 넥타이
👕 t shirt|shirt / 티셔츠
👖 jeans|trousers / 청바지|바지
👗 dress / 드레스|원피스
🧦 socks / 양말
👟 sneaker|running shoe / 운동화
👠 high heel|red shoe / 하이힐|구두
👜 handbag / 핸드백
🎒 backpack|school bag / 배낭|책가방
💍 ring with gem|diamond ring / 반지
💄 lipstick / 립스틱
👀 eyes|pair of eyes / 눈
👂 ear / 귀
👃 nose / 코
👄 mouth|lips / 입|입술
🧠 brain / 뇌
🦷 tooth / 이빨|치아
🦴 bone / 뼈
👣 footprints / 발자국
🐾 paw prints / 동물 발자국
✋ hand|raised hand / 손|손바닥
👍 thumbs up / 엄지척|엄지손가락
👏 clapping hands|applause / 박수|손뼉
💪 flexed arm|muscle / 팔 근육|알통
👶 baby / 아기
👦 boy / 소년|남자아이
👧 girl / 소녀|여자아이
👨 man / 남자
👩 woman / 여자
👴 old man|grandfather / 할아버지
👵 old woman|grandmother / 할머니
👮 police officer|policeman / 경찰관
👷 construction worker / 건설 노동자
👩‍🍳 cook|chef / 요리사
👩‍🌾 farmer / 농부
👩‍🏫 teacher / 선생님|교사
👩‍🚀 astronaut / 우주 비행사
👩‍⚕️ doctor / 의사
👰 bride / 신부
🎅 santa claus|santa / 산타|산타클로스
🤴 prince / 왕자
👸 princess / 공주
🧙 wizard|mage / 마법사
🧜 mermaid / 인어
🧛 vampire / 뱀파이어|흡혈귀
👻 ghost / 유령
👽 alien / 외계인
🤖 robot / 로봇
💩 poop / 똥
🤡 clown / 광대|어릿광대
💀 skull / 해골
😀 smiling face|smiley / 웃는 얼굴
😢 crying face|sad face / 우는 얼굴
😡 angry face / 화난 얼굴
😎 face with sunglasses|cool face / 선글라스 낀 얼굴
😴 sleeping face / 자는 얼굴
💋 kiss mark / 입술 자국
💔 broken heart / 깨진 하트
🚧 construction barrier / 공사 표지판
🏁 checkered flag / 체크무늬 깃발
🚩 red flag|flag / 깃발|빨간 깃발
🎵 musical note|music note / 음표
🔔 bell / 종
📢 loudspeaker|megaphone / 확성기
♻ recycling symbol / 재활용 표시
☢ radioactive sign / 방사능 표시
🗑 trash can|wastebasket / 휴지통|쓰레기통
🧹 broom / 빗자루
🪣 bucket / 양동이
🧊 ice cube / 얼음
🍼 baby bottle / 젖병
🧭 compass / 나침반
🗺 map|world map / 지도
🎫 ticket / 표|티켓
🛰 satellite / 인공위성
🪂 parachute / 낙하산
🚡 cable car / 케이블카
🛶 canoe / 카누
🪐 saturn|ringed planet / 토성|행성
☄ comet / 혜성
""".strip()


def icons() -> list[tuple[str, list[str], list[str]]]:
    """(emoji, English names, Korean names), in the order of the table."""
    rows = []
    for line in TABLE.splitlines():
        emoji, names = line.split(" ", 1)
        english, korean = names.split(" / ")
        rows.append((emoji, english.split("|"), korean.split("|")))
    return rows
