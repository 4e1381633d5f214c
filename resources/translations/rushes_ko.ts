<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko">
<context>
    <name>About</name>
    <message>
        <source>About Rushes</source>
        <translation>Rushes 정보</translation>
    </message>
    <message>
        <source>Finds moments in your own videos. Your files are read, never changed. Nothing leaves this computer.</source>
        <translation>내 동영상에서 순간을 찾아 줍니다. 파일은 읽기만 하고 절대 바꾸지 않으며, 아무것도 이 컴퓨터 밖으로 나가지 않습니다.</translation>
    </message>
    <message>
        <source>Rushes {0}</source>
        <translation>Rushes {0}</translation>
    </message>
    <message>
        <source>, engine {0}</source>
        <translation>, 엔진 {0}</translation>
    </message>
    <message>
        <source>Search model: {0}</source>
        <translation>검색 모델: {0}</translation>
    </message>
    <message>
        <source>Runs on: {0}</source>
        <translation>실행 장치: {0}</translation>
    </message>
    <message>
        <source>Library: {0}</source>
        <translation>라이브러리: {0}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>자세한 내용 복사</translation>
    </message>
    <message>
        <source>Versions and the last lines of the logs, for a report; nothing of what is in your files</source>
        <translation>보고용 버전과 기록의 마지막 줄이며, 파일 내용은 들어 있지 않습니다</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>복사함</translation>
    </message>
</context>
<context>
    <name>Activity</name>
    <message>
        <source>Starting…</source>
        <translation>시작하는 중…</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Stop indexing. What is finished stays searchable.</source>
        <translation>색인을 멈춥니다. 끝난 부분은 계속 검색할 수 있습니다.</translation>
    </message>
    <message>
        <source>How much of this computer indexing may take</source>
        <translation>색인에 이 컴퓨터를 얼마나 쓸지</translation>
    </message>
    <message>
        <source>What indexing is doing</source>
        <translation>색인이 하는 일</translation>
    </message>
    <message>
        <source>Mode of indexing: {0}</source>
        <translation>색인 방식: {0}</translation>
    </message>
    <message>
        <source>Loading the search model…</source>
        <translation>검색 모델을 불러오는 중…</translation>
    </message>
    <message>
        <source>No search model</source>
        <translation>검색 모델 없음</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>The library is empty</source>
        <translation>라이브러리가 비어 있습니다</translation>
    </message>
    <message>
        <source>Paused, {0} %, everything so far is saved</source>
        <translation>일시 정지, {0} %, 지금까지는 모두 저장됨</translation>
    </message>
    <message>
        <source>Loading the other search model…</source>
        <translation>다른 검색 모델을 불러오는 중…</translation>
    </message>
    <message>
        <source>Looking for videos in {0}</source>
        <translation>{0}에서 동영상을 찾는 중</translation>
    </message>
    <message>
        <source>Indexing {0} of {1}</source>
        <translation>{1} 중 {0} 색인 중</translation>
    </message>
    <message>
        <source>Quick first pass {0} of {1}</source>
        <translation>빠른 첫 훑기 {1} 중 {0}</translation>
    </message>
    <message>
        <source>{0} % of footage</source>
        <translation>분량의 {0} %</translation>
    </message>
    <message>
        <source>{0}× real time</source>
        <translation>실시간의 {0}배</translation>
    </message>
    <message>
        <source>about {0} left</source>
        <translation>약 {0} 남음</translation>
    </message>
    <message>
        <source>reading at {0} MB/s: the disk is the limit</source>
        <translation>초당 {0} MB로 읽는 중: 디스크가 한계</translation>
    </message>
    <message>
        <source>1 video</source>
        <translation>동영상 1개</translation>
    </message>
    <message>
        <source>{0} videos</source>
        <translation>동영상 {0}개</translation>
    </message>
    <message>
        <source>{0} moments</source>
        <translation>순간 {0}개</translation>
    </message>
    <message>
        <source>{0} of footage</source>
        <translation>{0} 분량</translation>
    </message>
    <message>
        <source>Quiet</source>
        <translation>조용히</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>최대</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>보통</translation>
    </message>
    <message>
        <source>One thread, rests half of the time, gives way to every other program</source>
        <translation>스레드 하나로, 절반은 쉬며, 다른 모든 프로그램에 양보합니다</translation>
    </message>
    <message>
        <source>As fast as this computer can</source>
        <translation>이 컴퓨터가 낼 수 있는 만큼 빠르게</translation>
    </message>
    <message>
        <source>Fast, and other programs stay usable</source>
        <translation>빠르면서 다른 프로그램도 쓸 수 있습니다</translation>
    </message>
</context>
<context>
    <name>ActivityDrawer</name>
    <message>
        <source>Nothing is waiting.</source>
        <translation>기다리는 것이 없습니다.</translation>
    </message>
    <message>
        <source>What has happened</source>
        <translation>일어난 일</translation>
    </message>
    <message>
        <source>Only on mains power</source>
        <translation>전원에 연결되었을 때만</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>지금</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>이 컴퓨터</translation>
    </message>
    <message>
        <source>Nothing is in work.</source>
        <translation>지금 하는 일이 없습니다.</translation>
    </message>
    <message>
        <source>{0} of {1} of footage</source>
        <translation>{1} 중 {0} 분량</translation>
    </message>
    <message>
        <source>Reading at {0} MB/s: the disk is the limit, not the computer</source>
        <translation>초당 {0} MB로 읽는 중: 컴퓨터가 아니라 디스크가 한계입니다</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>문제 1개</translation>
    </message>
    <message>
        <source>{0} problems</source>
        <translation>문제 {0}개</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>Saved below the library; a dot will tell when something new matches.</source>
        <translation>라이브러리 아래에 저장했습니다. 새로 맞는 것이 있으면 점이 알려 줍니다.</translation>
    </message>
    <message>
        <source>Rename the saved search</source>
        <translation>저장한 검색 이름 바꾸기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>The saved search {0} was removed.</source>
        <translation>저장한 검색 {0}을(를) 뺐습니다.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Stars for this video</source>
        <translation>이 동영상의 별점</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>Band</name>
    <message>
        <source>Strong</source>
        <translation>확실함</translation>
    </message>
    <message>
        <source>Possible</source>
        <translation>가능성 있음</translation>
    </message>
    <message>
        <source>Weak</source>
        <translation>약함</translation>
    </message>
</context>
<context>
    <name>Browsing</name>
    <message>
        <source>Hidden from the results: 1 moment. The file is not touched.</source>
        <translation>결과에서 순간 1개를 숨겼습니다. 파일은 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Hidden from the results: {0} moments. The file is not touched.</source>
        <translation>결과에서 순간 {0}개를 숨겼습니다. 파일은 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>{0} moments</source>
        <translation>순간 {0}개</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{1} 중 {0}</translation>
    </message>
    <message>
        <source>like {0}–{1}</source>
        <translation>≈ {0}–{1}</translation>
    </message>
    <message>
        <source>score {0:.3f}</source>
        <translation>점수 {0:.3f}</translation>
    </message>
</context>
<context>
    <name>ChangingModel</name>
    <message>
        <source>Search uses {0} until {1} has looked at all videos ({2} %).</source>
        <translation>{1}이(가) 모든 동영상을 살펴볼 때까지 {0}(으)로 검색합니다({2} %).</translation>
    </message>
    <message>
        <source>Use it now</source>
        <translation>지금 쓰기</translation>
    </message>
    <message>
        <source>Stay with this one</source>
        <translation>이대로 두기</translation>
    </message>
    <message>
        <source>1 video was</source>
        <translation>동영상 1개가</translation>
    </message>
    <message>
        <source>{0} videos were</source>
        <translation>동영상 {0}개가</translation>
    </message>
    <message>
        <source>{0} indexed with the model {1}. Search uses {2} for the rest.</source>
        <translation>{0} 모델 {1}(으)로 색인되어 있습니다. 나머지는 {2}(으)로 검색합니다.</translation>
    </message>
    <message>
        <source>What was indexed with {0} is kept.</source>
        <translation>{0}(으)로 색인한 것은 보관됩니다.</translation>
    </message>
    <message>
        <source>Re-index in background</source>
        <translation>뒤에서 다시 색인</translation>
    </message>
    <message>
        <source>Search model…</source>
        <translation>검색 모델…</translation>
    </message>
    <message>
        <source>The search model {0} ({1}) is not on this computer.</source>
        <translation>검색 모델 {0}({1})이(가) 이 컴퓨터에 없습니다.</translation>
    </message>
    <message>
        <source>It comes from huggingface.co, every file is compared with its checksum, and a download that breaks off goes on where it stopped. Indexing and searching for pictures wait for it; names and subtitles can be searched.</source>
        <translation>huggingface.co에서 받으며, 모든 파일을 체크섬과 비교하고, 끊긴 내려받기는 멈춘 곳부터 이어집니다. 색인과 그림 검색은 그때까지 기다리고, 이름과 자막은 검색할 수 있습니다.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>내려받기</translation>
    </message>
    <message>
        <source>Use a model I have…</source>
        <translation>가지고 있는 모델 쓰기…</translation>
    </message>
    <message>
        <source>Downloading {0}: {1} of {2}</source>
        <translation>{0} 내려받는 중: {2} 중 {1}</translation>
    </message>
    <message>
        <source>about {0} left</source>
        <translation>약 {0} 남음</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>Take out of the question (Del)</source>
        <translation>질문에서 빼기(Del)</translation>
    </message>
    <message>
        <source>Forget this (Del)</source>
        <translation>잊기(Del)</translation>
    </message>
    <message>
        <source>Counts twice as much</source>
        <translation>두 배 비중</translation>
    </message>
    <message>
        <source>Counts half</source>
        <translation>절반 비중</translation>
    </message>
    <message>
        <source>Counts {0} times</source>
        <translation>{0}배 비중</translation>
    </message>
</context>
<context>
    <name>ClipDrag</name>
    <message>
        <source>This range is too long to be dragged as a clip; E exports it.</source>
        <translation>이 구간은 클립으로 끌기에는 너무 깁니다. E로 내보내세요.</translation>
    </message>
    <message>
        <source>Making a clip: keep the button held…</source>
        <translation>클립을 만드는 중: 버튼을 누르고 계세요…</translation>
    </message>
    <message>
        <source>The clip is ready.</source>
        <translation>클립이 준비되었습니다.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Match</source>
        <translation>일치</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>동영상</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>날짜</translation>
    </message>
    <message>
        <source>Where it matches</source>
        <translation>맞는 곳</translation>
    </message>
</context>
<context>
    <name>Conversation</name>
    <message>
        <source>{0} is being looked through already.</source>
        <translation>{0}은(는) 이미 살펴보는 중입니다.</translation>
    </message>
    <message>
        <source>Add a folder of videos</source>
        <translation>동영상 폴더 추가</translation>
    </message>
    <message>
        <source>The search engine is not running</source>
        <translation>검색 엔진이 실행되고 있지 않습니다</translation>
    </message>
    <message>
        <source>Starting again</source>
        <translation>다시 시작하는 중</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>a dog running on grass</source>
        <translation>잔디 위를 달리는 개</translation>
    </message>
    <message>
        <source>children playing in the water</source>
        <translation>물에서 노는 아이들</translation>
    </message>
    <message>
        <source>an orange star moving down to the left</source>
        <translation>왼쪽 아래로 움직이는 주황색 별</translation>
    </message>
    <message>
        <source>a snowman appears</source>
        <translation>눈사람이 나타난다</translation>
    </message>
    <message>
        <source>a dog running on a beach</source>
        <translation>해변을 달리는 개</translation>
    </message>
    <message>
        <source>someone opens a door</source>
        <translation>누군가 문을 연다</translation>
    </message>
    <message>
        <source>sunset over water</source>
        <translation>물 위로 지는 해</translation>
    </message>
    <message>
        <source>hands cutting vegetables</source>
        <translation>채소를 써는 손</translation>
    </message>
    <message>
        <source>{0} is not there now.</source>
        <translation>{0}이(가) 지금은 없습니다.</translation>
    </message>
    <message>
        <source>The desktop has no program for {0}.</source>
        <translation>이 컴퓨터에는 {0}을(를) 열 프로그램이 없습니다.</translation>
    </message>
    <message>
        <source>Copied the file {0}.</source>
        <translation>파일 {0}을(를) 복사했습니다.</translation>
    </message>
    <message>
        <source>Copied the path of {0}.</source>
        <translation>{0}의 경로를 복사했습니다.</translation>
    </message>
    <message>
        <source>Copied {0}</source>
        <translation>{0} 복사함</translation>
    </message>
    <message>
        <source>Changing the search model…</source>
        <translation>검색 모델을 바꾸는 중…</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Drop the folder the clip is in, not the clip</source>
        <translation>클립이 아니라 클립이 든 폴더를 놓으세요</translation>
    </message>
    <message>
        <source>Only folders can be indexed</source>
        <translation>폴더만 색인할 수 있습니다</translation>
    </message>
    <message>
        <source>Nothing is indexed yet to compare it with</source>
        <translation>아직 비교할 색인이 없습니다</translation>
    </message>
    <message>
        <source>Drop one clip, not a folder</source>
        <translation>폴더가 아니라 클립 하나를 놓으세요</translation>
    </message>
    <message>
        <source>Only clips can be compared</source>
        <translation>클립만 비교할 수 있습니다</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} 외 {1}개</translation>
    </message>
    <message>
        <source>{0}, the first of {1}</source>
        <translation>{1}개 중 첫째인 {0}</translation>
    </message>
    <message>
        <source>Index this folder</source>
        <translation>이 폴더 색인하기</translation>
    </message>
    <message>
        <source>Find similar to this</source>
        <translation>이것과 비슷한 순간 찾기</translation>
    </message>
</context>
<context>
    <name>EmptyQuestion</name>
    <message>
        <source>Look at the newest videos</source>
        <translation>가장 새 동영상 보기</translation>
    </message>
    <message>
        <source>Describe a moment</source>
        <translation>순간을 설명해 보세요</translation>
    </message>
    <message>
        <source>Say what can be seen. A minus leaves out: dog -leash.
Or drop a clip to find moments like it.</source>
        <translation>보이는 것을 적으세요. 빼기 기호는 제외합니다: 개 -목줄.
또는 클립을 끌어다 놓으면 비슷한 순간을 찾습니다.</translation>
    </message>
    <message>
        <source>Looking through your videos</source>
        <translation>동영상을 살펴보는 중입니다</translation>
    </message>
    <message>
        <source>You can search as soon as the first video is done. You can also close the window: it goes on next time.</source>
        <translation>첫 동영상이 끝나면 바로 검색할 수 있습니다. 창을 닫아도 다음에 이어서 합니다.</translation>
    </message>
    <message>
        <source>Nothing can be searched yet</source>
        <translation>아직 검색할 것이 없습니다</translation>
    </message>
    <message>
        <source>No videos in these folders yet</source>
        <translation>이 폴더들에는 아직 동영상이 없습니다</translation>
    </message>
    <message>
        <source>Add another folder with Ctrl+O, or look again with F5.</source>
        <translation>Ctrl+O로 다른 폴더를 추가하거나 F5로 다시 살펴보세요.</translation>
    </message>
    <message>
        <source>Searched before</source>
        <translation>이전 검색</translation>
    </message>
    <message>
        <source>For example</source>
        <translation>예를 들면</translation>
    </message>
</context>
<context>
    <name>EngineClient</name>
    <message>
        <source>The search engine said more than can be heard.</source>
        <translation>검색 엔진이 들을 수 있는 것보다 많이 말했습니다.</translation>
    </message>
    <message>
        <source>The search engine no longer answered.</source>
        <translation>검색 엔진이 더는 응답하지 않았습니다.</translation>
    </message>
    <message>
        <source>The search engine spoke nonsense.</source>
        <translation>검색 엔진이 알 수 없는 말을 했습니다.</translation>
    </message>
    <message>
        <source>The search engine could not be started: {0}</source>
        <translation>검색 엔진을 시작하지 못했습니다: {0}</translation>
    </message>
    <message>
        <source>The graphics card or the model stopped working.</source>
        <translation>그래픽 카드나 모델이 멈췄습니다.</translation>
    </message>
    <message>
        <source>The search engine stopped unexpectedly.</source>
        <translation>검색 엔진이 예기치 않게 멈췄습니다.</translation>
    </message>
    <message>
        <source>The search engine ended by itself (code {0}).</source>
        <translation>검색 엔진이 스스로 끝났습니다(코드 {0}).</translation>
    </message>
    <message>
        <source>Everything finished so far is saved.</source>
        <translation>지금까지 끝난 것은 모두 저장되었습니다.</translation>
    </message>
    <message>
        <source>That was the third time within five minutes: from now on it works on the processor alone, more slowly. Everything finished is saved.</source>
        <translation>5분 안에 세 번째입니다. 이제부터는 프로세서로만, 더 느리게 작업합니다. 끝난 것은 모두 저장되었습니다.</translation>
    </message>
    <message>
        <source>It is being started again and goes on where it was.</source>
        <translation>다시 시작해서 하던 곳부터 이어 갑니다.</translation>
    </message>
    <message>
        <source>It is being started again.</source>
        <translation>다시 시작하는 중입니다.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>형식</translation>
    </message>
    <message>
        <source> frames</source>
        <translation> 프레임</translation>
    </message>
    <message>
        <source>Handles: frames more at each side</source>
        <translation>여유: 양쪽에 더할 프레임</translation>
    </message>
    <message>
        <source>Handles at each side</source>
        <translation>양쪽 여유</translation>
    </message>
    <message>
        <source>Drop-frame time code (29.97 and 59.94)</source>
        <translation>드롭 프레임 타임코드(29.97, 59.94)</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>폴더에서 보기</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>내보내기 진행</translation>
    </message>
    <message>
        <source>Writing {0}</source>
        <translation>{0} 쓰는 중</translation>
    </message>
    <message>
        <source>{0} files were written.</source>
        <translation>파일 {0}개를 썼습니다.</translation>
    </message>
    <message>
        <source>{0} was written.</source>
        <translation>{0}을(를) 썼습니다.</translation>
    </message>
    <message>
        <source>Try again…</source>
        <translation>다시 시도…</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>쓰는 중…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>One range, {0}</source>
        <translation>구간 1개, {0}</translation>
    </message>
    <message>
        <source>{0} ranges from {1} videos, {2} in all</source>
        <translation>동영상 {1}개에서 구간 {0}개, 모두 {2}</translation>
    </message>
    <message>
        <source>Clip, exact</source>
        <translation>정확한 클립</translation>
    </message>
    <message>
        <source>Coded anew as H.264 and AAC; begins and ends on the frame</source>
        <translation>H.264와 AAC로 새로 인코딩하며, 프레임에 정확히 맞춰 시작하고 끝납니다</translation>
    </message>
    <message>
        <source>Clip without loss</source>
        <translation>무손실 클립</translation>
    </message>
    <message>
        <source>Copied as it is, at once; begins at the key frame before</source>
        <translation>그대로 바로 복사하며, 앞의 키 프레임에서 시작합니다</translation>
    </message>
    <message>
        <source>Still</source>
        <translation>정지 화면</translation>
    </message>
    <message>
        <source>The first frame of each range, full size, PNG</source>
        <translation>구간마다 첫 프레임, 원래 크기, PNG</translation>
    </message>
    <message>
        <source>FCPXML</source>
        <translation>FCPXML</translation>
    </message>
    <message>
        <source>A time line for Final Cut Pro and DaVinci Resolve</source>
        <translation>Final Cut Pro와 DaVinci Resolve에 쓰는 타임라인</translation>
    </message>
    <message>
        <source>EDL (CMX 3600)</source>
        <translation>EDL (CMX 3600)</translation>
    </message>
    <message>
        <source>A cut list that every editing program reads</source>
        <translation>모든 편집 프로그램이 읽는 컷 목록</translation>
    </message>
    <message>
        <source>OpenTimelineIO</source>
        <translation>OpenTimelineIO</translation>
    </message>
    <message>
        <source>A time line for DaVinci Resolve, Premiere, Kdenlive and others</source>
        <translation>DaVinci Resolve, Premiere, Kdenlive 등에 쓰는 타임라인</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>표(CSV)</translation>
    </message>
    <message>
        <source>Names, time codes and notes for a spreadsheet</source>
        <translation>스프레드시트용 이름, 타임코드, 메모</translation>
    </message>
    <message>
        <source>Markers (EDL)</source>
        <translation>마커(EDL)</translation>
    </message>
    <message>
        <source>A marker for each range, for DaVinci Resolve</source>
        <translation>구간마다 마커 하나, DaVinci Resolve용</translation>
    </message>
</context>
<context>
    <name>Exporting</name>
    <message>
        <source>The search engine has stopped. Please try again.</source>
        <translation>검색 엔진이 멈췄습니다. 다시 시도하세요.</translation>
    </message>
    <message>
        <source>{0} is in Selects.</source>
        <translation>{0}을(를) 고른 구간에 담았습니다.</translation>
    </message>
    <message>
        <source>Removed from Selects: {0}</source>
        <translation>고른 구간에서 뺌: {0}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Selects is empty. S keeps the moment or the marked range.</source>
        <translation>고른 구간이 없습니다. S를 누르면 순간이나 표시한 구간을 담습니다.</translation>
    </message>
    <message>
        <source>The export was cancelled; nothing is left of it.</source>
        <translation>내보내기를 취소했습니다. 남은 것은 없습니다.</translation>
    </message>
    <message>
        <source>{0} was written.</source>
        <translation>{0}을(를) 썼습니다.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Save this frame</source>
        <translation>이 프레임 저장</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 그림 (*.png)</translation>
    </message>
    <message>
        <source>{0} is not there now.</source>
        <translation>{0}이(가) 지금은 없습니다.</translation>
    </message>
</context>
<context>
    <name>Film</name>
    <message>
        <source>This kind of file is not played here.</source>
        <translation>이런 파일은 여기서 재생하지 않습니다.</translation>
    </message>
    <message>
        <source>No picture could be read from this file.</source>
        <translation>이 파일에서 그림을 하나도 읽지 못했습니다.</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>All folders</source>
        <translation>모든 폴더</translation>
    </message>
    <message>
        <source>Click a folder in the library to search only there; click here for all</source>
        <translation>라이브러리에서 폴더를 누르면 그 안에서만 찾습니다. 모두에서 찾으려면 여기를 누르세요</translation>
    </message>
    <message>
        <source>More filters</source>
        <translation>필터 더 보기</translation>
    </message>
    <message>
        <source>Better order ready  R</source>
        <translation>더 나은 순서 준비됨  R</translation>
    </message>
    <message>
        <source>Search again</source>
        <translation>다시 검색</translation>
    </message>
    <message>
        <source>{0} folders</source>
        <translation>폴더 {0}개</translation>
    </message>
    <message>
        <source>All matches</source>
        <translation>모든 결과</translation>
    </message>
    <message>
        <source>Strong + possible</source>
        <translation>확실함 + 가능성 있음</translation>
    </message>
    <message>
        <source>Strong only</source>
        <translation>확실한 것만</translation>
    </message>
</context>
<context>
    <name>Filters</name>
    <message>
        <source>Any length</source>
        <translation>모든 길이</translation>
    </message>
    <message>
        <source>Under 1 min</source>
        <translation>1분 미만</translation>
    </message>
    <message>
        <source>1 to 10 min</source>
        <translation>1~10분</translation>
    </message>
    <message>
        <source>10 to 60 min</source>
        <translation>10~60분</translation>
    </message>
    <message>
        <source>Over 1 hour</source>
        <translation>1시간 초과</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>최근 7일</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>최근 30일</translation>
    </message>
    <message>
        <source>Before {0}</source>
        <translation>{0}년 이전</translation>
    </message>
    <message>
        <source>Any date</source>
        <translation>모든 날짜</translation>
    </message>
    <message>
        <source>Any resolution</source>
        <translation>모든 해상도</translation>
    </message>
    <message>
        <source>720 lines or more</source>
        <translation>720줄 이상</translation>
    </message>
    <message>
        <source>1080 lines or more</source>
        <translation>1080줄 이상</translation>
    </message>
    <message>
        <source>4K or more</source>
        <translation>4K 이상</translation>
    </message>
    <message>
        <source>Any orientation</source>
        <translation>모든 방향</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>가로</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>세로</translation>
    </message>
    <message>
        <source>Square</source>
        <translation>정사각형</translation>
    </message>
    <message>
        <source>With or without sound</source>
        <translation>소리 있음/없음</translation>
    </message>
    <message>
        <source>With sound</source>
        <translation>소리 있음</translation>
    </message>
    <message>
        <source>Silent</source>
        <translation>소리 없음</translation>
    </message>
    <message>
        <source>Any rating</source>
        <translation>모든 별점</translation>
    </message>
</context>
<context>
    <name>ForecastDialog</name>
    <message>
        <source>Index this folder</source>
        <translation>이 폴더 색인하기</translation>
    </message>
    <message>
        <source>Looking for videos…</source>
        <translation>동영상을 찾는 중…</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Quick first pass</source>
        <translation>빠른 첫 훑기</translation>
    </message>
    <message>
        <source>Start when idle</source>
        <translation>한가할 때 시작</translation>
    </message>
    <message>
        <source>Begins when this computer has had little else to do for two minutes</source>
        <translation>이 컴퓨터가 2분 동안 한가하면 시작합니다</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>{0} videos. Trying how fast this computer is with them…</source>
        <translation>동영상 {0}개. 이 컴퓨터가 얼마나 빠른지 시험하는 중…</translation>
    </message>
    <message>
        <source>Looking for videos, {0} so far…</source>
        <translation>동영상을 찾는 중, 지금까지 {0}개…</translation>
    </message>
    <message>
        <source>1 video</source>
        <translation>동영상 1개</translation>
    </message>
    <message>
        <source>{0} videos</source>
        <translation>동영상 {0}개</translation>
    </message>
    <message>
        <source>There are no videos in this folder. It can be added all the same: new ones are found by looking again.</source>
        <translation>이 폴더에는 동영상이 없습니다. 그래도 추가할 수 있으며, 새것은 다시 살펴볼 때 찾습니다.</translation>
    </message>
    <message>
        <source>more than {0}</source>
        <translation>{0} 넘음</translation>
    </message>
    <message>
        <source>{0}, {1} of footage</source>
        <translation>{0}, {1} 분량</translation>
    </message>
    <message>
        <source>Time on this computer</source>
        <translation>이 컴퓨터에서 걸리는 시간</translation>
    </message>
    <message>
        <source>about {0}</source>
        <translation>약 {0}</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>색인</translation>
    </message>
    <message>
        <source>about {0}, {1} are free</source>
        <translation>약 {0}, {1} 비어 있음</translation>
    </message>
    <message>
        <source>The disk of the library is too small for this. Make room, or move the library in the settings.</source>
        <translation>라이브러리의 디스크가 이러기에는 너무 작습니다. 공간을 만들거나 설정에서 라이브러리를 옮기세요.</translation>
    </message>
    <message>
        <source>The quick first pass looks at one frame in ten seconds, so that everything can be searched soon; then every second follows by itself.</source>
        <translation>빠른 첫 훑기는 10초에 한 프레임만 보아 곧 모두 검색할 수 있게 합니다. 그다음 매초가 저절로 이어집니다.</translation>
    </message>
</context>
<context>
    <name>FreshBand</name>
    <message>
        <source>Sort them in</source>
        <translation>정렬해 넣기</translation>
    </message>
    <message>
        <source>Just indexed</source>
        <translation>방금 색인됨</translation>
    </message>
    <message>
        <source>Just indexed: 1 moment</source>
        <translation>방금 색인됨: 순간 1개</translation>
    </message>
    <message>
        <source>Just indexed: {0} moments</source>
        <translation>방금 색인됨: 순간 {0}개</translation>
    </message>
</context>
<context>
    <name>GapChip</name>
    <message>
        <source>One has to follow the other this soon</source>
        <translation>이 시간 안에 이어져야 합니다</translation>
    </message>
</context>
<context>
    <name>Hidden</name>
    <message>
        <source>1 moment in other folders.</source>
        <translation>다른 폴더에 순간 1개가 있습니다.</translation>
    </message>
    <message>
        <source>{0} moments in other folders.</source>
        <translation>다른 폴더에 순간 {0}개가 있습니다.</translation>
    </message>
    <message>
        <source>1 moment is hidden by {1}.</source>
        <translation>{1} 때문에 순간 1개가 숨겨져 있습니다.</translation>
    </message>
    <message>
        <source>{0} moments are hidden by {1}.</source>
        <translation>{1} 때문에 순간 {0}개가 숨겨져 있습니다.</translation>
    </message>
</context>
<context>
    <name>Indexing</name>
    <message>
        <source>{0} is next</source>
        <translation>{0} 다음 차례</translation>
    </message>
    <message>
        <source>{0} was cancelled</source>
        <translation>{0} 취소됨</translation>
    </message>
    <message>
        <source>{0}: first pass done</source>
        <translation>{0}: 첫 훑기 끝</translation>
    </message>
    <message>
        <source>{0}: done</source>
        <translation>{0}: 끝</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>단축키 바꾸기…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Arrows, Home, End</source>
        <translation>화살표, Home, End</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Add a folder</source>
        <translation>폴더 추가</translation>
    </message>
    <message>
        <source>Add this to the question</source>
        <translation>이것을 질문에 더하기</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>모든 단축키</translation>
    </message>
    <message>
        <source>Backward; again: faster</source>
        <translation>뒤로, 다시 누르면 더 빠르게</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>필터 지우기</translation>
    </message>
    <message>
        <source>Clear, then to the results; back to the search</source>
        <translation>지우기, 그다음 결과로, 다시 검색으로</translation>
    </message>
    <message>
        <source>Copy path @ timecode</source>
        <translation>경로 @ 타임코드 복사</translation>
    </message>
    <message>
        <source>Copy the file</source>
        <translation>파일 복사</translation>
    </message>
    <message>
        <source>Export all Selects</source>
        <translation>고른 구간 모두 내보내기</translation>
    </message>
    <message>
        <source>Export the range</source>
        <translation>구간 내보내기</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>필름</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>찾기</translation>
    </message>
    <message>
        <source>Find similar moments</source>
        <translation>비슷한 순간 찾기</translation>
    </message>
    <message>
        <source>Find similar videos</source>
        <translation>비슷한 동영상 찾기</translation>
    </message>
    <message>
        <source>Forward; again: faster</source>
        <translation>앞으로, 다시 누르면 더 빠르게</translation>
    </message>
    <message>
        <source>From pane to pane; in the player through its buttons</source>
        <translation>창 사이 이동, 플레이어에서는 버튼 사이</translation>
    </message>
    <message>
        <source>Full screen, or back</source>
        <translation>전체 화면 또는 되돌리기</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>격자</translation>
    </message>
    <message>
        <source>Hide from the results</source>
        <translation>결과에서 숨기기</translation>
    </message>
    <message>
        <source>In point here</source>
        <translation>여기를 시작점으로</translation>
    </message>
    <message>
        <source>In the player: one frame; with Shift a second</source>
        <translation>플레이어에서: 한 프레임, Shift와 함께 1초</translation>
    </message>
    <message>
        <source>Keep the range in Selects</source>
        <translation>구간을 고른 구간에 담기</translation>
    </message>
    <message>
        <source>Keep the words as a chip</source>
        <translation>단어를 조각으로 남기기</translation>
    </message>
    <message>
        <source>Larger cards</source>
        <translation>카드 크게</translation>
    </message>
    <message>
        <source>Leave out what looks like this</source>
        <translation>이렇게 보이는 것 빼기</translation>
    </message>
    <message>
        <source>Less like this</source>
        <translation>이것과 덜 비슷하게</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>List</source>
        <translation>목록</translation>
    </message>
    <message>
        <source>Look for new videos</source>
        <translation>새 동영상 찾기</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>이것과 더 비슷하게</translation>
    </message>
    <message>
        <source>Move between moments</source>
        <translation>순간 사이 이동</translation>
    </message>
    <message>
        <source>Next moment in this video</source>
        <translation>이 동영상의 다음 순간</translation>
    </message>
    <message>
        <source>Next pane, from anywhere</source>
        <translation>어디서든 다음 창</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>한 프레임 뒤로</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>한 프레임 앞으로</translation>
    </message>
    <message>
        <source>Out point here</source>
        <translation>여기를 끝점으로</translation>
    </message>
    <message>
        <source>Pane before</source>
        <translation>이전 창</translation>
    </message>
    <message>
        <source>Pause or resume indexing</source>
        <translation>색인 일시 정지 또는 계속</translation>
    </message>
    <message>
        <source>Per video or per moment</source>
        <translation>동영상별 또는 순간별</translation>
    </message>
    <message>
        <source>Play from just before the moment</source>
        <translation>순간 바로 앞부터 재생</translation>
    </message>
    <message>
        <source>Play the moment on its card; again: stop. M: its sound</source>
        <translation>카드에서 순간 재생, 다시 누르면 정지. M: 소리</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>플레이어</translation>
    </message>
    <message>
        <source>Previous moment in this video</source>
        <translation>이 동영상의 이전 순간</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Save the frame as a picture</source>
        <translation>프레임을 그림으로 저장</translation>
    </message>
    <message>
        <source>Save this search</source>
        <translation>이 검색 저장</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Search now</source>
        <translation>지금 검색</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>파일 관리자에서 보기</translation>
    </message>
    <message>
        <source>Show or hide the library</source>
        <translation>라이브러리 보이기/숨기기</translation>
    </message>
    <message>
        <source>Smaller cards</source>
        <translation>카드 작게</translation>
    </message>
    <message>
        <source>Sound on or off</source>
        <translation>소리 켜기/끄기</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>정지</translation>
    </message>
    <message>
        <source>Take along</source>
        <translation>가져가기</translation>
    </message>
    <message>
        <source>Take the better order</source>
        <translation>더 나은 순서로</translation>
    </message>
    <message>
        <source>To the results; in an empty field: past searches</source>
        <translation>결과로, 빈칸에서는 지난 검색</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>What indexing is doing</source>
        <translation>색인이 하는 일</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>창</translation>
    </message>
</context>
<context>
    <name>KeysPage</name>
    <message>
        <source>Use it here</source>
        <translation>여기서 쓰기</translation>
    </message>
    <message>
        <source>All as they were</source>
        <translation>모두 원래대로</translation>
    </message>
    <message>
        <source>This key stays as it is</source>
        <translation>이 단축키는 바꿀 수 없습니다</translation>
    </message>
    <message>
        <source>As it was: {0}</source>
        <translation>원래대로: {0}</translation>
    </message>
    <message>
        <source>{0}: as it was</source>
        <translation>{0}: 원래대로</translation>
    </message>
    <message>
        <source>{0} is already the key for “{1}”.</source>
        <translation>{0}은(는) 이미 “{1}”의 단축키입니다.</translation>
    </message>
    <message>
        <source>{0} always means “{1}” and cannot be given away.</source>
        <translation>{0}은(는) 늘 “{1}”을(를) 뜻하며 다른 곳에 쓸 수 없습니다.</translation>
    </message>
</context>
<context>
    <name>LibraryDelegate</name>
    <message>
        <source>All videos</source>
        <translation>모든 동영상</translation>
    </message>
    <message>
        <source>{0} of footage</source>
        <translation>{0} 분량</translation>
    </message>
    <message>
        <source>Not connected, last seen {0}</source>
        <translation>연결되지 않음, 마지막 확인 {0}</translation>
    </message>
    <message>
        <source>Offline, last seen {0}</source>
        <translation>오프라인, 마지막 확인 {0}</translation>
    </message>
    <message>
        <source>Offline, {0}</source>
        <translation>오프라인, {0}</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>연결되지 않음</translation>
    </message>
    <message>
        <source>Indexing…</source>
        <translation>색인 중…</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>문제 1개</translation>
    </message>
    <message>
        <source>{0} problems</source>
        <translation>문제 {0}개</translation>
    </message>
    <message>
        <source>{0} not found</source>
        <translation>{0} 찾을 수 없음</translation>
    </message>
</context>
<context>
    <name>LibraryPanel</name>
    <message>
        <source>Folders in the library</source>
        <translation>라이브러리의 폴더</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>Add a folder of videos (Ctrl+O)</source>
        <translation>동영상 폴더 추가(Ctrl+O)</translation>
    </message>
    <message>
        <source>Add a folder</source>
        <translation>폴더 추가</translation>
    </message>
    <message>
        <source>Folders you add appear here. Click one to search only there.</source>
        <translation>추가한 폴더가 여기에 나타납니다. 누르면 그 안에서만 검색합니다.</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>문제 1개</translation>
    </message>
    <message>
        <source>{0} problems</source>
        <translation>문제 {0}개</translation>
    </message>
    <message>
        <source>It is here: {0}</source>
        <translation>여기에 있습니다: {0}</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>위치 지정…</translation>
    </message>
    <message>
        <source>Look for new videos	F5</source>
        <translation>새 동영상 찾기	F5</translation>
    </message>
    <message>
        <source>Index this first</source>
        <translation>이것 먼저 색인</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>파일 관리자에서 보기</translation>
    </message>
    <message>
        <source>Show problems…</source>
        <translation>문제 보기…</translation>
    </message>
    <message>
        <source>Leave out of the library</source>
        <translation>라이브러리에서 제외</translation>
    </message>
    <message>
        <source>What is looked at…</source>
        <translation>살펴볼 것…</translation>
    </message>
    <message>
        <source>Remove from library</source>
        <translation>라이브러리에서 빼기</translation>
    </message>
    <message>
        <source>Your files are not touched</source>
        <translation>파일은 그대로 있습니다</translation>
    </message>
</context>
<context>
    <name>LibraryTree</name>
    <message>
        <source>All videos, {0}</source>
        <translation>모든 동영상, {0}</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>연결되지 않음</translation>
    </message>
    <message>
        <source>being indexed</source>
        <translation>색인 중</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>indexed</source>
        <translation>색인됨</translation>
    </message>
    <message>
        <source>{0} of {1} videos searchable</source>
        <translation>동영상 {1}개 중 {0}개 검색 가능</translation>
    </message>
    <message>
        <source>{0} of footage</source>
        <translation>{0} 분량</translation>
    </message>
    <message>
        <source>{0} with problems</source>
        <translation>문제 {0}개</translation>
    </message>
    <message>
        <source>{0} not found</source>
        <translation>{0} 찾을 수 없음</translation>
    </message>
    <message>
        <source>some files left out</source>
        <translation>일부 파일 제외</translation>
    </message>
    <message>
        <source>on {0}, not connected</source>
        <translation>{0}에 있음, 연결되지 않음</translation>
    </message>
    <message>
        <source>{0}; last seen {1}</source>
        <translation>{0}, 마지막 확인 {1}</translation>
    </message>
</context>
<context>
    <name>ListHead</name>
    <message>
        <source>Columns</source>
        <translation>열</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Library (Ctrl+B)</source>
        <translation>라이브러리(Ctrl+B)</translation>
    </message>
    <message>
        <source>Show or hide the library</source>
        <translation>라이브러리 보이기/숨기기</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>메뉴</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>폴더 추가…</translation>
    </message>
    <message>
        <source>Find similar to a file…</source>
        <translation>파일과 비슷한 순간 찾기…</translation>
    </message>
    <message>
        <source>Make sample films…</source>
        <translation>예제 영상 만들기…</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>경로 복사</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>Problems…</source>
        <translation>문제…</translation>
    </message>
    <message>
        <source>Search model…</source>
        <translation>검색 모델…</translation>
    </message>
    <message>
        <source>About Rushes</source>
        <translation>Rushes 정보</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정대로</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>설정…</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>모양</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>Moment</source>
        <translation>순간</translation>
    </message>
    <message>
        <source>View</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <source>Something went wrong in the window: {0}.</source>
        <translation>창에서 문제가 생겼습니다: {0}.</translation>
    </message>
    <message>
        <source>This library is open in another window.</source>
        <translation>이 라이브러리는 다른 창에 열려 있습니다.</translation>
    </message>
</context>
<context>
    <name>Mending</name>
    <message>
        <source>The library needs to be mended</source>
        <translation>라이브러리를 고쳐야 합니다</translation>
    </message>
    <message>
        <source>The disk of the library is nearly full: indexing waits. {0} are free, {1} are needed. It goes on by itself as soon as there is room; you can search meanwhile.</source>
        <translation>라이브러리의 디스크가 거의 찼습니다. 색인이 기다립니다. {0}이(가) 비어 있고 {1}이(가) 필요합니다. 공간이 생기면 저절로 이어지며, 그동안 검색할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>ModelChoice</name>
    <message>
        <source>The search model {0} is ready.</source>
        <translation>검색 모델 {0}이(가) 준비되었습니다.</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>사용</translation>
    </message>
</context>
<context>
    <name>ModelDialog</name>
    <message>
        <source>Search model</source>
        <translation>검색 모델</translation>
    </message>
    <message>
        <source>A model is downloaded once, from huggingface.co; nothing of yours is sent, and afterwards no network is needed. Another model looks at your videos anew. What was found with this one is kept and is there again at once.</source>
        <translation>모델은 huggingface.co에서 한 번만 내려받습니다. 내 자료는 전혀 보내지 않으며, 그 뒤로는 네트워크가 필요 없습니다. 다른 모델을 쓰면 동영상을 새로 살펴봅니다. 지금 모델로 찾은 것은 보관되며, 돌아오면 바로 다시 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Looking which models are here…</source>
        <translation>어떤 모델이 있는지 보는 중…</translation>
    </message>
    <message>
        <source>Comes with Rushes. Small and rough: to try everything at once, before a real model is here.</source>
        <translation>Rushes에 들어 있습니다. 작고 거칠지만, 진짜 모델을 받기 전에 모든 기능을 바로 써 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Starter model</source>
        <translation>기본 모델</translation>
    </message>
    <message>
        <source>Or a folder with a model of your own</source>
        <translation>또는 내 모델이 든 폴더</translation>
    </message>
    <message>
        <source>Folder of a model of your own</source>
        <translation>내 모델 폴더</translation>
    </message>
    <message>
        <source>It holds open_clip_config.json and weights as safetensors.</source>
        <translation>open_clip_config.json과 safetensors 가중치가 들어 있어야 합니다.</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>Use this folder</source>
        <translation>이 폴더 사용</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Folder of the model</source>
        <translation>모델 폴더</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>I have read the licence and accept it</source>
        <translation>사용 허가를 읽었으며 동의합니다</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation>읽기</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>사용</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Check files</source>
        <translation>파일 검사</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Recommended for this computer</source>
        <translation>이 컴퓨터에 권장</translation>
    </message>
    <message>
        <source>Recommended for other languages than English</source>
        <translation>영어가 아닌 언어에 권장</translation>
    </message>
    <message>
        <source>slow on this computer, wants a {0}</source>
        <translation>이 컴퓨터에서는 느림, {0} 필요</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>사용 중</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>준비됨</translation>
    </message>
    <message>
        <source>Files are missing or have changed. Only what is missing is fetched again.</source>
        <translation>파일이 없거나 바뀌었습니다. 없는 것만 다시 받습니다.</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>검사 중</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>내려받는 중</translation>
    </message>
    <message>
        <source>Download again</source>
        <translation>다시 내려받기</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Go on with the download</source>
        <translation>이어서 내려받기</translation>
    </message>
    <message>
        <source>Download {0}</source>
        <translation>{0} 내려받기</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>내려받기</translation>
    </message>
    <message>
        <source>Asking huggingface.co…</source>
        <translation>huggingface.co에 묻는 중…</translation>
    </message>
    <message>
        <source>Checking the files: {0} %</source>
        <translation>파일 검사: {0} %</translation>
    </message>
    <message>
        <source>{0} % of {1}</source>
        <translation>{1} 중 {0} %</translation>
    </message>
    <message>
        <source>{0} a second</source>
        <translation>초당 {0}</translation>
    </message>
    <message>
        <source>about {0} left</source>
        <translation>약 {0} 남음</translation>
    </message>
</context>
<context>
    <name>MomentPage</name>
    <message>
        <source>Why it matched: point at a word</source>
        <translation>찾은 이유: 단어를 가리켜 보세요</translation>
    </message>
    <message>
        <source>Find similar</source>
        <translation>비슷한 순간 찾기</translation>
    </message>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>고르기</translation>
    </message>
    <message>
        <source>Keep this range (S)</source>
        <translation>이 구간 담기(S)</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Write this range as a file (E)</source>
        <translation>이 구간을 파일로 쓰기(E)</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>폴더에서 보기</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Copy timecode</source>
        <translation>타임코드 복사</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>Open in the system&apos;s player</source>
        <translation>시스템 플레이어로 열기</translation>
    </message>
</context>
<context>
    <name>MomentPlayer</name>
    <message>
        <source>The moment, playing</source>
        <translation>재생 중인 순간</translation>
    </message>
    <message>
        <source>Frames only</source>
        <translation>프레임만</translation>
    </message>
    <message>
        <source>Muted  M</source>
        <translation>음소거  M</translation>
    </message>
    <message>
        <source>Sound  M</source>
        <translation>소리  M</translation>
    </message>
</context>
<context>
    <name>NoteStrip</name>
    <message>
        <source>Search model…</source>
        <translation>검색 모델…</translation>
    </message>
    <message>
        <source>Do not show again</source>
        <translation>다시 보지 않기</translation>
    </message>
    <message>
        <source>Close this note</source>
        <translation>이 안내 닫기</translation>
    </message>
</context>
<context>
    <name>PartChip</name>
    <message>
        <source>Counts as much as the rest</source>
        <translation>나머지와 같은 비중</translation>
    </message>
    <message>
        <source>Leave this out	-</source>
        <translation>이것 빼기	-</translation>
    </message>
    <message>
        <source>Take out of the question	Del</source>
        <translation>질문에서 빼기	Del</translation>
    </message>
    <message>
        <source>Not wanted: {0}</source>
        <translation>원하지 않음: {0}</translation>
    </message>
    <message>
        <source>Wanted: {0}</source>
        <translation>원함: {0}</translation>
    </message>
    <message>
        <source>Wheel: how much it counts. Click: more.</source>
        <translation>휠: 비중. 누르기: 더 보기.</translation>
    </message>
</context>
<context>
    <name>PatternsDialog</name>
    <message>
        <source>What is looked at in {0}</source>
        <translation>{0}에서 살펴볼 것</translation>
    </message>
    <message>
        <source>Everything is looked at, but for what one of these patterns describes. One pattern a line; the last one that fits decides. Your files are not touched, and what was learnt of them is kept.</source>
        <translation>이 패턴 가운데 하나에 맞는 것만 빼고 모두 살펴봅니다. 한 줄에 패턴 하나이며, 맞는 것 중 마지막이 결정합니다. 파일은 그대로 있고, 알아낸 것도 보관됩니다.</translation>
    </message>
    <message>
        <source>Patterns of what is left out</source>
        <translation>제외할 패턴</translation>
    </message>
    <message>
        <source>every sub-folder of that name</source>
        <translation>그 이름의 모든 하위 폴더</translation>
    </message>
    <message>
        <source>files whose name ends so</source>
        <translation>이름이 그렇게 끝나는 파일</translation>
    </message>
    <message>
        <source>one sub-folder, from here</source>
        <translation>여기부터 하위 폴더 하나</translation>
    </message>
    <message>
        <source>this one is looked at nevertheless</source>
        <translation>이것은 그래도 살펴봄</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
</context>
<context>
    <name>Place</name>
    <message>
        <source>on {0}, not connected</source>
        <translation>{0}에 있음, 연결되지 않음</translation>
    </message>
    <message>
        <source>on a drive that is not connected</source>
        <translation>연결되지 않은 드라이브에 있음</translation>
    </message>
    <message>
        <source>not found since {0}</source>
        <translation>{0}부터 찾을 수 없음</translation>
    </message>
    <message>
        <source>file not found</source>
        <translation>파일을 찾을 수 없음</translation>
    </message>
    <message>
        <source>{0} is away</source>
        <translation>{0} 연결 안 됨</translation>
    </message>
    <message>
        <source>{0}; last seen {1}</source>
        <translation>{0}, 마지막 확인 {1}</translation>
    </message>
    <message>
        <source>its drive</source>
        <translation>드라이브</translation>
    </message>
    <message>
        <source>Connect {0} to play this.</source>
        <translation>재생하려면 {0}을(를) 연결하세요.</translation>
    </message>
    <message>
        <source>It was last there on {0}.</source>
        <translation>마지막으로 있던 때는 {0}입니다.</translation>
    </message>
    <message>
        <source>{0}. Its card&apos;s menu has “Locate…” if you know where it is.</source>
        <translation>{0}. 어디 있는지 알면 카드 메뉴의 ‘위치 지정…’을 쓰세요.</translation>
    </message>
</context>
<context>
    <name>PlaceTalk</name>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>위치 지정…</translation>
    </message>
    <message>
        <source>Take out of the library</source>
        <translation>라이브러리에서 빼기</translation>
    </message>
    <message>
        <source>Your files are not touched</source>
        <translation>파일은 그대로 있습니다</translation>
    </message>
    <message>
        <source>Where is {0} now?</source>
        <translation>{0}은(는) 지금 어디에 있나요?</translation>
    </message>
    <message>
        <source>All {0} videos here are on {1}, which is not connected (last seen {2}). You can still search and look; playing needs the drive.</source>
        <translation>여기 동영상 {0}개는 모두 연결되지 않은 {1}에 있습니다(마지막 확인 {2}). 검색하고 훑어볼 수는 있지만, 재생하려면 드라이브가 필요합니다.</translation>
    </message>
    <message>
        <source>All {0} videos here are on {1}, which is not connected. You can still search and look; playing needs the drive.</source>
        <translation>여기 동영상 {0}개는 모두 연결되지 않은 {1}에 있습니다. 검색하고 훑어볼 수는 있지만, 재생하려면 드라이브가 필요합니다.</translation>
    </message>
</context>
<context>
    <name>Player</name>
    <message>
        <source>Select a moment to see it here.

Space plays it.
M finds similar ones.
? shows all keys.</source>
        <translation>순간을 고르면 여기에 보입니다.

스페이스는 재생,
M은 비슷한 순간 찾기,
?는 모든 단축키입니다.</translation>
    </message>
    <message>
        <source>The file is not where it was seen last. Connect its drive, or look for it again with F5.</source>
        <translation>파일이 마지막으로 본 곳에 없습니다. 드라이브를 연결하거나 F5로 다시 찾아보세요.</translation>
    </message>
    <message>
        <source>Shown picture by picture by Rushes itself, without sound: this computer&apos;s player cannot.</source>
        <translation>이 컴퓨터의 플레이어가 재생하지 못해 Rushes가 소리 없이 한 장씩 보여 줍니다.</translation>
    </message>
    <message>
        <source>This file cannot be played here. {0}</source>
        <translation>이 파일은 여기서 재생할 수 없습니다. {0}</translation>
    </message>
</context>
<context>
    <name>PlayerWindow</name>
    <message>
        <source>Rushes: player</source>
        <translation>Rushes: 플레이어</translation>
    </message>
</context>
<context>
    <name>Preferences</name>
    <message>
        <source>The library is in {0} now. The old copy in {1} is not used any more; delete it when you like.</source>
        <translation>라이브러리는 이제 {0}에 있습니다. {1}의 옛 복사본은 더 쓰지 않으니 원할 때 지우세요.</translation>
    </message>
    <message>
        <source>The library stays where it is.</source>
        <translation>라이브러리는 그 자리에 그대로 있습니다.</translation>
    </message>
    <message>
        <source>An empty folder for the library</source>
        <translation>라이브러리를 둘 빈 폴더</translation>
    </message>
    <message>
        <source>The folder of a library</source>
        <translation>라이브러리 폴더</translation>
    </message>
    <message>
        <source>There is no Rushes library in this folder.</source>
        <translation>이 폴더에는 Rushes 라이브러리가 없습니다.</translation>
    </message>
</context>
<context>
    <name>ProblemsDialog</name>
    <message>
        <source>Problems</source>
        <translation>문제</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>묻는 중…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>제외</translation>
    </message>
    <message>
        <source>Your files are not touched</source>
        <translation>파일은 그대로 있습니다</translation>
    </message>
    <message>
        <source>Locate…</source>
        <translation>위치 지정…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>폴더에서 보기</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>자세한 내용 복사</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>These files are not where they were. What was learnt of them is kept and can be searched.</source>
        <translation>이 파일들은 있던 곳에 없습니다. 알아낸 것은 보관되어 검색할 수 있습니다.</translation>
    </message>
    <message>
        <source>These files were skipped, or only part of them could be read. Everything else is searchable.</source>
        <translation>이 파일들은 건너뛰었거나 일부만 읽었습니다. 나머지는 모두 검색할 수 있습니다.</translation>
    </message>
    <message>
        <source>No problems: every video that was found could be read.</source>
        <translation>문제 없음: 찾은 동영상을 모두 읽었습니다.</translation>
    </message>
</context>
<context>
    <name>ProblemsModel</name>
    <message>
        <source>yes</source>
        <translation>예</translation>
    </message>
    <message>
        <source>in part</source>
        <translation>일부</translation>
    </message>
    <message>
        <source>no</source>
        <translation>아니요</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>동영상</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>무슨 일인지</translation>
    </message>
    <message>
        <source>Searchable</source>
        <translation>검색 가능</translation>
    </message>
    <message>
        <source>Not found since {0}</source>
        <translation>{0}부터 찾을 수 없음</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>all of {0}</source>
        <translation>{0} 전체</translation>
    </message>
    <message>
        <source>The newest videos</source>
        <translation>가장 새 동영상</translation>
    </message>
    <message>
        <source>more like {0}</source>
        <translation>비슷하게 {0}개</translation>
    </message>
    <message>
        <source>less like {0}</source>
        <translation>다르게 {0}개</translation>
    </message>
    <message>
        <source>within {0} s</source>
        <translation>{0}초 안에</translation>
    </message>
    <message>
        <source>within {0} min</source>
        <translation>{0}분 안에</translation>
    </message>
    <message>
        <source>however much later</source>
        <translation>얼마나 뒤든</translation>
    </message>
</context>
<context>
    <name>QueueRow</name>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>After the video in work, this folder first</source>
        <translation>지금 동영상 다음에 이 폴더 먼저</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>{0} next</source>
        <translation>{0} 다음</translation>
    </message>
    <message>
        <source>Cancel {0}</source>
        <translation>{0} 취소</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>{0}, {1} to {2}</source>
        <translation>{0}, {1}부터 {2}까지</translation>
    </message>
    <message>
        <source>, {0} match</source>
        <translation>, 일치 정도: {0}</translation>
    </message>
    <message>
        <source>, {0} of 5 stars</source>
        <translation>, 별 5개 중 {0}개</translation>
    </message>
    <message>
        <source>1 more moment in this video; N goes to it</source>
        <translation>이 동영상에 순간이 1개 더 있습니다. N을 누르면 갑니다</translation>
    </message>
    <message>
        <source>{0} more moments in this video; N goes to the next</source>
        <translation>이 동영상에 순간이 {0}개 더 있습니다. N을 누르면 다음으로 갑니다</translation>
    </message>
</context>
<context>
    <name>ResultsBar</name>
    <message>
        <source>Best first</source>
        <translation>잘 맞는 것부터</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>새것부터</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>이름순</translation>
    </message>
    <message>
        <source>Shortest video first</source>
        <translation>짧은 동영상부터</translation>
    </message>
    <message>
        <source>Grid (1)</source>
        <translation>격자(1)</translation>
    </message>
    <message>
        <source>Film (2)</source>
        <translation>필름(2)</translation>
    </message>
    <message>
        <source>List (3)</source>
        <translation>목록(3)</translation>
    </message>
    <message>
        <source>Per video</source>
        <translation>동영상별</translation>
    </message>
    <message>
        <source>Per moment</source>
        <translation>순간별</translation>
    </message>
    <message>
        <source>One card for each video, or for each moment (G)</source>
        <translation>동영상마다 카드 하나, 또는 순간마다 하나(G)</translation>
    </message>
</context>
<context>
    <name>ResultsView</name>
    <message>
        <source>Moments found</source>
        <translation>찾은 순간</translation>
    </message>
</context>
<context>
    <name>SavedSearches</name>
    <message>
        <source>Searches</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>저장한 검색</translation>
    </message>
    <message>
        <source>1 new moment</source>
        <translation>새 순간 1개</translation>
    </message>
    <message>
        <source>{0} new moments</source>
        <translation>새 순간 {0}개</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>Remove	Del</source>
        <translation>빼기	Del</translation>
    </message>
</context>
<context>
    <name>Screen</name>
    <message>
        <source>Picture</source>
        <translation>그림</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Save this search (Ctrl+S)</source>
        <translation>이 검색 저장(Ctrl+S)</translation>
    </message>
    <message>
        <source>Search with a picture or a clip…</source>
        <translation>그림이나 클립으로 검색…</translation>
    </message>
    <message>
        <source>Clear (Esc)</source>
        <translation>지우기(Esc)</translation>
    </message>
    <message>
        <source>pasted picture</source>
        <translation>붙여 넣은 그림</translation>
    </message>
    <message>
        <source>and describe it…</source>
        <translation>그리고 설명하기…</translation>
    </message>
    <message>
        <source>Describe a moment, such as {0}</source>
        <translation>순간을 설명해 보세요. 예: {0}</translation>
    </message>
    <message>
        <source>Describe a moment…</source>
        <translation>순간을 설명해 보세요…</translation>
    </message>
    <message>
        <source>dropped picture</source>
        <translation>끌어 놓은 그림</translation>
    </message>
</context>
<context>
    <name>Searching</name>
    <message>
        <source>Find similar to a file</source>
        <translation>파일과 비슷한 순간 찾기</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>찾는 중…</translation>
    </message>
    <message>
        <source>1 guess</source>
        <translation>추측 1개</translation>
    </message>
    <message>
        <source>{0} guesses</source>
        <translation>추측 {0}개</translation>
    </message>
    <message>
        <source>1 moment</source>
        <translation>순간 1개</translation>
    </message>
    <message>
        <source>{0} moments</source>
        <translation>순간 {0}개</translation>
    </message>
    <message>
        <source>1 video</source>
        <translation>동영상 1개</translation>
    </message>
    <message>
        <source>{0} videos</source>
        <translation>동영상 {0}개</translation>
    </message>
    <message>
        <source>{0} in {1}</source>
        <translation>{1}에서 {0}</translation>
    </message>
    <message>
        <source>Newest: {0}</source>
        <translation>가장 새것: {0}</translation>
    </message>
    <message>
        <source>{0:.2f} s</source>
        <translation>{0:.2f}초</translation>
    </message>
    <message>
        <source>Searching {0} of {1} videos so far.</source>
        <translation>지금까지 동영상 {1}개 중 {0}개에서 찾고 있습니다.</translation>
    </message>
    <message>
        <source>Nothing clearly shows {0}.</source>
        <translation>{0}이(가) 뚜렷이 보이는 곳은 없습니다.</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>필터 지우기</translation>
    </message>
    <message>
        <source>{0} moments are hidden by “{1}”.</source>
        <translation>“{1}” 때문에 순간 {0}개가 가려져 있습니다.</translation>
    </message>
    <message>
        <source>Show all matches</source>
        <translation>모든 결과 보기</translation>
    </message>
    <message>
        <source>Clear filters (0)</source>
        <translation>필터 지우기(0)</translation>
    </message>
    <message>
        <source>Try other words, or drop a clip that looks like it.</source>
        <translation>다른 말로 찾거나, 비슷한 클립을 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>These are the closest guesses.</source>
        <translation>가장 가까운 추측입니다.</translation>
    </message>
    <message>
        <source>Fewer words, or other ones, may find more.</source>
        <translation>단어를 줄이거나 바꾸면 더 찾을 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>SeekBar</name>
    <message>
        <source>Position in the video</source>
        <translation>동영상에서의 위치</translation>
    </message>
</context>
<context>
    <name>SelectsList</name>
    <message>
        <source>Selects</source>
        <translation>고른 구간</translation>
    </message>
</context>
<context>
    <name>SelectsModel</name>
    <message>
        <source>not there at the moment</source>
        <translation>지금은 없음</translation>
    </message>
</context>
<context>
    <name>SelectsPanel</name>
    <message>
        <source>Export all selects (Ctrl+E)</source>
        <translation>모든 고른 구간 내보내기(Ctrl+E)</translation>
    </message>
    <message>
        <source>Export all selects</source>
        <translation>모든 고른 구간 내보내기</translation>
    </message>
    <message>
        <source>S keeps the moment or the marked range here, to be exported together.</source>
        <translation>S를 누르면 순간이나 표시한 구간을 여기 담아 함께 내보낼 수 있습니다.</translation>
    </message>
    <message>
        <source>Selects ({0})</source>
        <translation>고른 구간({0})</translation>
    </message>
    <message>
        <source>Selects</source>
        <translation>고른 구간</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>Note (F2)</source>
        <translation>메모(F2)</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>폴더에서 보기</translation>
    </message>
    <message>
        <source>Up (Alt+Up)</source>
        <translation>위로(Alt+Up)</translation>
    </message>
    <message>
        <source>Down (Alt+Down)</source>
        <translation>아래로(Alt+Down)</translation>
    </message>
    <message>
        <source>Remove (Delete)</source>
        <translation>빼기(Delete)</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>설정 묶음</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>검색</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>Indexing</source>
        <translation>색인</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>모양</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>개인 정보</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>No search model</source>
        <translation>검색 모델 없음</translation>
    </message>
    <message>
        <source>Now: {0}</source>
        <translation>지금: {0}</translation>
    </message>
    <message>
        <source>They take {0} now.</source>
        <translation>지금 {0}을(를) 차지합니다.</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>바꾸기…</translation>
    </message>
    <message>
        <source>The best there is</source>
        <translation>가장 좋은 것</translation>
    </message>
    <message>
        <source>Processor only</source>
        <translation>프로세서만</translation>
    </message>
    <message>
        <source>Computes on</source>
        <translation>계산 장치</translation>
    </message>
    <message>
        <source>Search model</source>
        <translation>검색 모델</translation>
    </message>
    <message>
        <source>What recognises the pictures. Another model looks at all videos anew; what was indexed with this one is kept.</source>
        <translation>그림을 알아보는 모델입니다. 다른 모델은 모든 동영상을 새로 살펴보며, 이 모델로 색인한 것은 보관됩니다.</translation>
    </message>
    <message>
        <source>Move…</source>
        <translation>옮기기…</translation>
    </message>
    <message>
        <source>Open another…</source>
        <translation>다른 것 열기…</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>파일 관리자에서 보기</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>한도 없음</translation>
    </message>
    <message>
        <source>Limit for pictures</source>
        <translation>그림 한도</translation>
    </message>
    <message>
        <source>Place of the library</source>
        <translation>라이브러리 위치</translation>
    </message>
    <message>
        <source>Moving copies the library, compares the copy, and only then uses it. The old one is left where it is, for you to delete.</source>
        <translation>옮길 때는 라이브러리를 복사하고 복사본을 비교한 다음에야 그것을 씁니다. 옛것은 그 자리에 남겨 두니 직접 지우세요.</translation>
    </message>
    <message>
        <source>Pictures kept for results and for looking through videos</source>
        <translation>결과와 훑어보기를 위해 보관한 그림</translation>
    </message>
    <message>
        <source>Beyond the limit the pictures of the videos indexed longest ago are let go. Searching does not need them.</source>
        <translation>한도를 넘으면 가장 오래전에 색인한 동영상의 그림부터 버립니다. 검색에는 필요하지 않습니다.</translation>
    </message>
    <message>
        <source>How much of this computer</source>
        <translation>이 컴퓨터를 얼마나 쓸지</translation>
    </message>
    <message>
        <source>Only on mains power</source>
        <translation>전원에 연결되었을 때만</translation>
    </message>
    <message>
        <source>Searching is never slowed down by this.</source>
        <translation>이것 때문에 검색이 느려지지는 않습니다.</translation>
    </message>
    <message>
        <source>Counts from the next start on.</source>
        <translation>다음에 시작할 때부터 적용됩니다.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>시스템 설정대로</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Reduced motion</source>
        <translation>움직임 줄이기</translation>
    </message>
    <message>
        <source>Nothing glides, and pictures do not follow the pointer</source>
        <translation>미끄러지는 움직임이 없고, 그림이 포인터를 따라가지 않습니다</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>움직임</translation>
    </message>
    <message>
        <source>Offline. 0 bytes sent.</source>
        <translation>오프라인. 보낸 데이터 0바이트.</translation>
    </message>
    <message>
        <source>Offline. Nothing of yours was sent.</source>
        <translation>오프라인. 내 자료는 아무것도 보내지 않았습니다.</translation>
    </message>
    <message>
        <source>Your videos, your questions and what was found stay on this computer. Nothing is reported to anybody.</source>
        <translation>동영상과 질문, 찾은 것은 이 컴퓨터에만 있습니다. 아무에게도 보고하지 않습니다.</translation>
    </message>
    <message>
        <source>Downloaded from huggingface.co, because you asked for it:</source>
        <translation>요청하셔서 huggingface.co에서 내려받은 것:</translation>
    </message>
    <message>
        <source>The network is used for one thing only: downloading a search model when you ask for it.</source>
        <translation>네트워크는 한 가지에만 씁니다. 요청하실 때 검색 모델을 내려받는 일입니다.</translation>
    </message>
</context>
<context>
    <name>TextHitsBand</name>
    <message>
        <source>In file names and subtitles</source>
        <translation>파일 이름과 자막에서</translation>
    </message>
    <message>
        <source>Matches in file names and subtitles</source>
        <translation>파일 이름과 자막에서 찾은 것</translation>
    </message>
</context>
<context>
    <name>Time</name>
    <message>
        <source>{0} s</source>
        <translation>{0}초</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0}분</translation>
    </message>
    <message>
        <source>{0} h</source>
        <translation>{0}시간</translation>
    </message>
    <message>
        <source>{0} h {1} min</source>
        <translation>{0}시간 {1}분</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close this notice</source>
        <translation>이 알림 닫기</translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>One frame back (,)</source>
        <translation>한 프레임 뒤로(,)</translation>
    </message>
    <message>
        <source>Play (Space)</source>
        <translation>재생(스페이스)</translation>
    </message>
    <message>
        <source>One frame on (.)</source>
        <translation>한 프레임 앞으로(.)</translation>
    </message>
    <message>
        <source>Repeat the range</source>
        <translation>구간 반복</translation>
    </message>
    <message>
        <source>Sound (Ctrl+M); the wheel makes it louder or softer</source>
        <translation>소리(Ctrl+M), 휠로 크게 또는 작게</translation>
    </message>
    <message>
        <source>Speed, volume, full screen</source>
        <translation>속도, 음량, 전체 화면</translation>
    </message>
    <message>
        <source>In point here (I)</source>
        <translation>여기를 시작점으로(I)</translation>
    </message>
    <message>
        <source>Out point here (O)</source>
        <translation>여기를 끝점으로(O)</translation>
    </message>
    <message>
        <source>Back to the moment&apos;s own range</source>
        <translation>순간의 원래 구간으로</translation>
    </message>
    <message>
        <source>{0} s</source>
        <translation>{0}초</translation>
    </message>
    <message>
        <source>What is exported, selected and searched for</source>
        <translation>내보내고, 고르고, 찾는 것</translation>
    </message>
    <message>
        <source>Pause (Space)</source>
        <translation>일시 정지(스페이스)</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>음량</translation>
    </message>
    <message>
        <source>Full screen (F)</source>
        <translation>전체 화면(F)</translation>
    </message>
    <message>
        <source>In a window of its own, or back</source>
        <translation>따로 떼어 낸 창으로, 또는 되돌리기</translation>
    </message>
</context>
<context>
    <name>TroublePage</name>
    <message>
        <source>The library needs to be mended</source>
        <translation>라이브러리를 고쳐야 합니다</translation>
    </message>
    <message>
        <source>An older copy</source>
        <translation>더 오래된 복사본</translation>
    </message>
    <message>
        <source>Save what can be read</source>
        <translation>읽을 수 있는 것 건지기</translation>
    </message>
    <message>
        <source>Your videos are not affected, and nothing is deleted: the damaged file is kept.</source>
        <translation>동영상에는 영향이 없고 아무것도 지우지 않습니다. 손상된 파일도 보관합니다.</translation>
    </message>
    <message>
        <source>Restore the copy of {0}</source>
        <translation>{0}의 복사본으로 복원</translation>
    </message>
    <message>
        <source>A copy brings back everything as it was then. Saving what can be read keeps what is newer, and takes the rest from the newest copy.</source>
        <translation>복사본은 모든 것을 그때 그대로 되돌립니다. 읽을 수 있는 것을 건지면 더 새로운 것을 지키고, 나머지는 가장 새 복사본에서 가져옵니다.</translation>
    </message>
    <message>
        <source>There is no sound copy. What cannot be read is found again by looking through your folders.</source>
        <translation>온전한 복사본이 없습니다. 읽을 수 없는 것은 폴더를 다시 살펴보면 찾습니다.</translation>
    </message>
    <message>
        <source>This can take some minutes for a large library.</source>
        <translation>큰 라이브러리는 몇 분 걸릴 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Search all folders</source>
        <translation>모든 폴더에서 검색</translation>
    </message>
    <message>
        <source>Search with a picture…</source>
        <translation>그림으로 검색…</translation>
    </message>
    <message>
        <source>Without {0}</source>
        <translation>{0} 없이</translation>
    </message>
</context>
<context>
    <name>VideoFacts</name>
    <message>
        <source>HDR</source>
        <translation>HDR</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>소리 없음</translation>
    </message>
    <message>
        <source>indexed with {0}</source>
        <translation>{0}(으)로 색인함</translation>
    </message>
    <message>
        <source>{0} frames/s</source>
        <translation>초당 {0}프레임</translation>
    </message>
    <message>
        <source>(variable)</source>
        <translation>(가변)</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a folder of videos here</source>
        <translation>동영상 폴더를 여기에 놓으세요</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>폴더 고르기…</translation>
    </message>
    <message>
        <source>Try it with sample films</source>
        <translation>예제 영상으로 써 보기</translation>
    </message>
    <message>
        <source>Rushes looks at every second of your videos once. Then describe a moment, and it takes you right there.</source>
        <translation>Rushes가 동영상의 모든 순간을 한 번 살펴봅니다. 그런 다음 순간을 설명하면 바로 그곳으로 데려갑니다.</translation>
    </message>
    <message>
        <source>Your files are read, never changed. Nothing leaves this computer.</source>
        <translation>파일은 읽기만 하고 절대 바꾸지 않습니다. 아무것도 이 컴퓨터 밖으로 나가지 않습니다.</translation>
    </message>
    <message>
        <source>Then ask, for example</source>
        <translation>그런 다음 이렇게 물어보세요</translation>
    </message>
    <message>
        <source>{0}: fast</source>
        <translation>{0}: 빠름</translation>
    </message>
    <message>
        <source>No graphics card is used: it works, more slowly.</source>
        <translation>그래픽 카드를 쓰지 않습니다. 되지만 더 느립니다.</translation>
    </message>
    <message>
        <source>As soon as the first video is indexed</source>
        <translation>첫 동영상이 색인되면 바로</translation>
    </message>
    <message>
        <source>Writes some small films into {0}</source>
        <translation>작은 영상 몇 개를 {0}에 씁니다</translation>
    </message>
</context>
<context>
    <name>WordChips</name>
    <message>
        <source> (not found in this clip)</source>
        <translation> (이 클립에 없음)</translation>
    </message>
    <message>
        <source>Why it matched: {0}</source>
        <translation>찾은 이유: {0}</translation>
    </message>
    <message>
        <source>Not found in this clip</source>
        <translation>이 클립에 없음</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>Note</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>not there at the moment</source>
        <translation>지금은 없음</translation>
    </message>
</context>
<context>
    <name>_TileDelegate</name>
    <message>
        <source>in the name</source>
        <translation>이름에 있음</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>This file is empty.</source>
        <translation>빈 파일입니다.</translation>
    </message>
    <message>
        <source>A clip is an MP4, MOV, MKV or WebM file, not {0}.</source>
        <translation>클립은 MP4, MOV, MKV, WebM 파일이어야 합니다. {0}은(는) 안 됩니다.</translation>
    </message>
    <message>
        <source>A head with compat_unmasked knows one length of texts and clips only; the program cannot use it.</source>
        <translation>compat_unmasked 헤드는 글과 클립의 길이를 하나만 알기 때문에 이 프로그램에서 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>A still is a PNG file.</source>
        <translation>정지 화면은 PNG 파일입니다.</translation>
    </message>
    <message>
        <source>A tightTransf head can be trained and evaluated, but it is too slow to search with.</source>
        <translation>tightTransf 헤드는 학습과 평가는 되지만 검색에 쓰기에는 너무 느립니다.</translation>
    </message>
    <message>
        <source>All files of {0} are as they were downloaded.</source>
        <translation>{0}의 모든 파일이 내려받은 그대로입니다.</translation>
    </message>
    <message>
        <source>An EDL has one frame rate: all time codes are counted at {0}, while FCPXML and OTIO keep each video&apos;s own.</source>
        <translation>EDL은 프레임 속도가 하나뿐이라 모든 타임코드를 {0}(으)로 셉니다. FCPXML과 OTIO는 동영상마다 제 속도를 지킵니다.</translation>
    </message>
    <message>
        <source>An EDL holds {0} ranges at most; these are {1}.</source>
        <translation>EDL에는 구간을 {0}개까지만 담을 수 있는데 {1}개입니다.</translation>
    </message>
    <message>
        <source>An exact clip is H.264 and AAC, which a WebM file cannot hold; choose MP4, MOV or MKV.</source>
        <translation>정확한 클립은 H.264와 AAC라서 WebM 파일에 담을 수 없습니다. MP4, MOV, MKV 중에서 고르세요.</translation>
    </message>
    <message>
        <source>Another program holds the library&apos;s database, so nothing can be saved at the moment.</source>
        <translation>다른 프로그램이 라이브러리의 데이터베이스를 붙잡고 있어 지금은 저장할 수 없습니다.</translation>
    </message>
    <message>
        <source>Apple graphics</source>
        <translation>Apple 그래픽</translation>
    </message>
    <message>
        <source>Begins when this computer has had little else to do for two minutes.</source>
        <translation>이 컴퓨터가 2분 동안 한가하면 시작합니다.</translation>
    </message>
    <message>
        <source>Continued where it stopped (1 video re-checked).</source>
        <translation>멈춘 곳부터 이어서 했습니다(동영상 1개 다시 확인).</translation>
    </message>
    <message>
        <source>Continued where it stopped ({0} videos re-checked).</source>
        <translation>멈춘 곳부터 이어서 했습니다(동영상 {0}개 다시 확인).</translation>
    </message>
    <message>
        <source>English</source>
        <translation>영어</translation>
    </message>
    <message>
        <source>Every video is indexed with {0} now; searching uses it from here on.</source>
        <translation>이제 모든 동영상이 {0}(으)로 색인되었습니다. 앞으로 이것으로 검색합니다.</translation>
    </message>
    <message>
        <source>Everything here is already indexed.</source>
        <translation>여기는 이미 모두 색인되어 있습니다.</translation>
    </message>
    <message>
        <source>For {0} the Python package {1} is needed.</source>
        <translation>{0}에는 Python 패키지 {1}이(가) 필요합니다.</translation>
    </message>
    <message>
        <source>In the file {0}, U has the shape {1}; {2} columns are wanted.</source>
        <translation>파일 {0}의 U는 모양이 {1}인데, 열이 {2}개여야 합니다.</translation>
    </message>
    <message>
        <source>In the file {0}, mu has {1} entries instead of {2}.</source>
        <translation>파일 {0}의 mu에 항목이 {2}개가 아니라 {1}개 있습니다.</translation>
    </message>
    <message>
        <source>In the file {0}, the shape of {1} does not fit.</source>
        <translation>파일 {0}에서 {1}의 모양이 맞지 않습니다.</translation>
    </message>
    <message>
        <source>In the file {0}, {1} has the shape {2} instead of {3}.</source>
        <translation>파일 {0}에서 {1}의 모양이 {3}이(가) 아니라 {2}입니다.</translation>
    </message>
    <message>
        <source>It was being written or changed; it is looked at again at the next look.</source>
        <translation>쓰는 중이거나 바뀌고 있었습니다. 다음에 다시 살펴봅니다.</translation>
    </message>
    <message>
        <source>Its sound cannot be kept in this kind of file and was left out.</source>
        <translation>이런 파일에는 소리를 담을 수 없어 뺐습니다.</translation>
    </message>
    <message>
        <source>Many languages (Korean, Chinese, Japanese …)</source>
        <translation>여러 언어(한국어, 중국어, 일본어 …)</translation>
    </message>
    <message>
        <source>Many languages, and a closer look at every frame than B/32.</source>
        <translation>여러 언어를 알며, B/32보다 프레임을 더 자세히 봅니다.</translation>
    </message>
    <message>
        <source>Moments can be sorted by {0}.</source>
        <translation>순간은 {0}(으)로 정렬할 수 있습니다.</translation>
    </message>
    <message>
        <source>Much better at what happens in a shot: trained on video captions as well as pictures.</source>
        <translation>장면에서 일어나는 일을 훨씬 잘 압니다. 그림뿐 아니라 동영상 설명으로도 학습했습니다.</translation>
    </message>
    <message>
        <source>No picture could be read from this file.</source>
        <translation>이 파일에서 그림을 하나도 읽지 못했습니다.</translation>
    </message>
    <message>
        <source>No picture of this range could be read.</source>
        <translation>이 구간의 그림을 하나도 읽지 못했습니다.</translation>
    </message>
    <message>
        <source>No picture of this video could be decoded there.</source>
        <translation>이 동영상의 그 자리에서는 그림을 풀지 못했습니다.</translation>
    </message>
    <message>
        <source>No picture of this video could be decoded; it is probably damaged.</source>
        <translation>이 동영상의 그림을 하나도 풀지 못했습니다. 아마 손상된 것 같습니다.</translation>
    </message>
    <message>
        <source>No picture of this video could be read there.</source>
        <translation>이 동영상의 그 자리에서 그림을 읽지 못했습니다.</translation>
    </message>
    <message>
        <source>No video fits these filters. Clear them to search everywhere.</source>
        <translation>이 필터에 맞는 동영상이 없습니다. 필터를 지우면 모두 검색합니다.</translation>
    </message>
    <message>
        <source>Nothing can be exported as {0}.</source>
        <translation>{0}(으)로는 내보낼 수 없습니다.</translation>
    </message>
    <message>
        <source>Nothing clearly shows {0}. These are the closest guesses.</source>
        <translation>{0}이(가) 뚜렷이 보이는 곳은 없습니다. 가장 가까운 추측입니다.</translation>
    </message>
    <message>
        <source>Nothing clearly shows “{0}” in this order. These are the closest guesses.</source>
        <translation>“{0}”이(가) 이 순서로 뚜렷이 보이는 곳은 없습니다. 가장 가까운 추측입니다.</translation>
    </message>
    <message>
        <source>Nothing clearly shows “{0}”. These are the closest guesses.</source>
        <translation>“{0}”이(가) 뚜렷이 보이는 곳은 없습니다. 가장 가까운 추측입니다.</translation>
    </message>
    <message>
        <source>Nothing could be read from the damaged database.</source>
        <translation>손상된 데이터베이스에서 아무것도 읽지 못했습니다.</translation>
    </message>
    <message>
        <source>Nothing has been indexed yet; the first moments can be found as soon as the first video is done.</source>
        <translation>아직 색인된 것이 없습니다. 첫 동영상이 끝나면 바로 찾을 수 있습니다.</translation>
    </message>
    <message>
        <source>Nothing here is clearly like it. These are the closest guesses.</source>
        <translation>여기에는 뚜렷이 비슷한 것이 없습니다. 가장 가까운 추측입니다.</translation>
    </message>
    <message>
        <source>Nothing shows “{0}” in this order.</source>
        <translation>“{0}”이(가) 이 순서로 보이는 곳은 없습니다.</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>아무것도 쓰지 않았습니다.</translation>
    </message>
    <message>
        <source>Please say what to look for, not only what to leave out.</source>
        <translation>뺄 것만이 아니라 찾을 것도 적어 주세요.</translation>
    </message>
    <message>
        <source>Please type what to look for.</source>
        <translation>찾을 것을 적어 주세요.</translation>
    </message>
    <message>
        <source>Say which weights of {0} to use, for example {1}.</source>
        <translation>{0}의 어떤 가중치를 쓸지 적어 주세요. 예: {1}.</translation>
    </message>
    <message>
        <source>Small and quick. For non-commercial research only.</source>
        <translation>작고 빠릅니다. 비상업적 연구용으로만 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>Small to download and trained on video captions, but slower without a graphics card.</source>
        <translation>내려받기 작고 동영상 설명으로 학습했지만, 그래픽 카드가 없으면 더 느립니다.</translation>
    </message>
    <message>
        <source>Some of its sound could not be read and was left out.</source>
        <translation>소리 일부를 읽지 못해 뺐습니다.</translation>
    </message>
    <message>
        <source>Some pictures of this video are damaged and were left out.</source>
        <translation>이 동영상의 일부 그림이 손상되어 뺐습니다.</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({0}). It is in the log; the library is not harmed.</source>
        <translation>예기치 않은 문제가 생겼습니다({0}). 기록에 남겼으며 라이브러리는 괜찮습니다.</translation>
    </message>
    <message>
        <source>Subtitles were left out.</source>
        <translation>자막은 뺐습니다.</translation>
    </message>
    <message>
        <source>The TCA encoder was trained for another model; “find similar” does without it.</source>
        <translation>TCA 인코더가 다른 모델용이라 ‘비슷한 순간 찾기’에 쓰지 않습니다.</translation>
    </message>
    <message>
        <source>The best for its size: sees small things and understands long sentences.</source>
        <translation>크기에 비해 가장 좋습니다. 작은 것을 보고 긴 문장을 이해합니다.</translation>
    </message>
    <message>
        <source>The best for many languages.</source>
        <translation>여러 언어에 가장 좋습니다.</translation>
    </message>
    <message>
        <source>The clip starts {0} s earlier than asked, at the key frame before.</source>
        <translation>클립이 요청보다 {0}초 일찍, 앞의 키 프레임에서 시작합니다.</translation>
    </message>
    <message>
        <source>The configuration of {0} asks for pictures that are too large ({1} pixels).</source>
        <translation>{0}의 구성이 너무 큰 그림({1}픽셀)을 요구합니다.</translation>
    </message>
    <message>
        <source>The configuration of {0} asks for texts that are too long.</source>
        <translation>{0}의 구성이 너무 긴 글을 요구합니다.</translation>
    </message>
    <message>
        <source>The configuration of {0} asks for {1} layers, which no model has.</source>
        <translation>{0}의 구성이 층 {1}개를 요구하는데, 그런 모델은 없습니다.</translation>
    </message>
    <message>
        <source>The configuration of {0} asks for {1} {2}, which no model has.</source>
        <translation>{0}의 구성이 {2} {1}을(를) 요구하는데, 그런 모델은 없습니다.</translation>
    </message>
    <message>
        <source>The configuration of {0} cannot be understood.</source>
        <translation>{0}의 구성을 이해할 수 없습니다.</translation>
    </message>
    <message>
        <source>The configuration of {0} describes a larger model than its file of weights can hold.</source>
        <translation>{0}의 구성이 가중치 파일에 담길 수 있는 것보다 큰 모델을 설명합니다.</translation>
    </message>
    <message>
        <source>The configuration of {0} names a tokenizer or a text model to fetch ({1}); that is not done.</source>
        <translation>{0}의 구성이 받아 올 토크나이저나 글 모델({1})을 가리킵니다. 그렇게 하지 않습니다.</translation>
    </message>
    <message>
        <source>The configuration of {0} names an image model to fetch; that is not done.</source>
        <translation>{0}의 구성이 받아 올 그림 모델을 가리킵니다. 그렇게 하지 않습니다.</translation>
    </message>
    <message>
        <source>The connection to {0} failed. What has arrived is kept; try again when you are online.</source>
        <translation>{0}에 연결하지 못했습니다. 받은 부분은 보관했으니 온라인일 때 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The decoder answered something else.</source>
        <translation>디코더가 엉뚱한 답을 했습니다.</translation>
    </message>
    <message>
        <source>The device that computes the search model failed ({0}).</source>
        <translation>검색 모델을 계산하는 장치가 고장 났습니다({0}).</translation>
    </message>
    <message>
        <source>The disk that holds the library is full. Nothing that was saved is lost.</source>
        <translation>라이브러리가 있는 디스크가 가득 찼습니다. 저장된 것은 하나도 잃지 않았습니다.</translation>
    </message>
    <message>
        <source>The disk that holds the library is nearly full.</source>
        <translation>라이브러리가 있는 디스크가 거의 찼습니다.</translation>
    </message>
    <message>
        <source>The disk with {0} is full. What has arrived is kept; make room and try again.</source>
        <translation>{0}이(가) 있는 디스크가 가득 찼습니다. 받은 부분은 보관했으니 공간을 만들고 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The download ended unexpectedly. What has arrived is kept; try again.</source>
        <translation>내려받기가 예기치 않게 끝났습니다. 받은 부분은 보관했으니 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The engine cannot be asked for {0}.</source>
        <translation>엔진에 {0}을(를) 요청할 수 없습니다.</translation>
    </message>
    <message>
        <source>The engine did not understand a message: {0}.</source>
        <translation>엔진이 메시지를 이해하지 못했습니다: {0}.</translation>
    </message>
    <message>
        <source>The export stopped ({0}).</source>
        <translation>내보내기가 멈췄습니다({0}).</translation>
    </message>
    <message>
        <source>The file head.json describes a head that cannot be built.</source>
        <translation>head.json 파일에 적힌 헤드를 만들 수 없습니다.</translation>
    </message>
    <message>
        <source>The file tca.json beside the model cannot be understood.</source>
        <translation>모델 옆의 tca.json 파일을 이해할 수 없습니다.</translation>
    </message>
    <message>
        <source>The file tca.json names a way to compare that this program does not know.</source>
        <translation>tca.json 파일에 이 프로그램이 모르는 비교 방법이 적혀 있습니다.</translation>
    </message>
    <message>
        <source>The file {0} beside the model cannot be understood.</source>
        <translation>모델 옆의 {0} 파일을 이해할 수 없습니다.</translation>
    </message>
    <message>
        <source>The file {0} cannot be read: {1}.</source>
        <translation>파일 {0}을(를) 읽을 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>The file {0} cannot be understood.</source>
        <translation>파일 {0}을(를) 이해할 수 없습니다.</translation>
    </message>
    <message>
        <source>The file {0} holds more than weights and was not opened, for safety.</source>
        <translation>파일 {0}에 가중치가 아닌 것도 들어 있어 안전을 위해 열지 않았습니다.</translation>
    </message>
    <message>
        <source>The file {0} holds no TCA encoder of {1} heads.</source>
        <translation>파일 {0}에는 헤드 {1}개의 TCA 인코더가 없습니다.</translation>
    </message>
    <message>
        <source>The file {0} holds something else than the weights of one model.</source>
        <translation>파일 {0}에 모델 하나의 가중치가 아닌 다른 것이 들어 있습니다.</translation>
    </message>
    <message>
        <source>The file {0} holds {1}, which does not belong there.</source>
        <translation>파일 {0}에 있어서는 안 될 {1}이(가) 들어 있습니다.</translation>
    </message>
    <message>
        <source>The file {0} is damaged or incomplete; copy or download it again.</source>
        <translation>파일 {0}이(가) 손상되었거나 완전하지 않습니다. 다시 복사하거나 내려받으세요.</translation>
    </message>
    <message>
        <source>The file {0} is missing, damaged or incomplete.</source>
        <translation>파일 {0}이(가) 없거나 손상되었거나 완전하지 않습니다.</translation>
    </message>
    <message>
        <source>The file {0} is missing, damaged or no file of PCA parameters.</source>
        <translation>파일 {0}이(가) 없거나 손상되었거나 PCA 매개변수 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>The file {0} is no file of weights (.safetensors, .bin, .pt or .pth).</source>
        <translation>파일 {0}은(는) 가중치 파일(.safetensors, .bin, .pt, .pth)이 아닙니다.</translation>
    </message>
    <message>
        <source>The file {0} is no file of weights that Rushes reads.</source>
        <translation>파일 {0}은(는) Rushes가 읽는 가중치 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>The file {0} lacks the entry {1}.</source>
        <translation>파일 {0}에 {1} 항목이 없습니다.</translation>
    </message>
    <message>
        <source>The file {0} lacks {1}.</source>
        <translation>파일 {0}에 {1}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>The file {0} of the model is damaged.</source>
        <translation>모델의 {0} 파일이 손상되었습니다.</translation>
    </message>
    <message>
        <source>The file {0} of the model is larger than any vocabulary.</source>
        <translation>모델의 {0} 파일이 어떤 어휘집보다도 큽니다.</translation>
    </message>
    <message>
        <source>The file {0} of the model is missing or damaged; download it again.</source>
        <translation>모델의 {0} 파일이 없거나 손상되었습니다. 다시 내려받으세요.</translation>
    </message>
    <message>
        <source>The file {0} of {1} arrived damaged (its checksum is wrong) and was deleted. Try again.</source>
        <translation>{1}의 {0} 파일이 손상된 채 도착해(체크섬 불일치) 삭제했습니다. 다시 시도하세요.</translation>
    </message>
    <message>
        <source>The file {0} was made by another version of this program.</source>
        <translation>파일 {0}은(는) 이 프로그램의 다른 버전에서 만들었습니다.</translation>
    </message>
    <message>
        <source>The folder {0} cannot be written to: {1}.</source>
        <translation>폴더 {0}에 쓸 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>The folder {0} could not be deleted: {1}.</source>
        <translation>폴더 {0}을(를) 삭제하지 못했습니다: {1}.</translation>
    </message>
    <message>
        <source>The folder {0} holds no model: the file open_clip_config.json is missing.</source>
        <translation>폴더 {0}에 모델이 없습니다: open_clip_config.json 파일이 없습니다.</translation>
    </message>
    <message>
        <source>The folder {0} holds no weights (expected open_clip_model.safetensors).</source>
        <translation>폴더 {0}에 가중치가 없습니다(open_clip_model.safetensors가 있어야 합니다).</translation>
    </message>
    <message>
        <source>The folder {0} is full of damaged databases.</source>
        <translation>폴더 {0}이(가) 손상된 데이터베이스로 가득합니다.</translation>
    </message>
    <message>
        <source>The folder {0} is not there.</source>
        <translation>폴더 {0}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>The folder “{0}” cannot be read ({1}).</source>
        <translation>폴더 “{0}”을(를) 읽을 수 없습니다({1}).</translation>
    </message>
    <message>
        <source>The folder “{0}” does not answer.</source>
        <translation>폴더 “{0}”이(가) 응답하지 않습니다.</translation>
    </message>
    <message>
        <source>The folder “{0}” is not there.</source>
        <translation>폴더 “{0}”이(가) 없습니다.</translation>
    </message>
    <message>
        <source>The folder “{0}” was disconnected. What was found so far is kept.</source>
        <translation>폴더 “{0}”의 연결이 끊겼습니다. 지금까지 찾은 것은 보관됩니다.</translation>
    </message>
    <message>
        <source>The graphics card ran out of memory: the search model works on the processor from now on, more slowly. Nothing is lost.</source>
        <translation>그래픽 카드의 메모리가 부족합니다. 이제부터 검색 모델은 프로세서에서 더 느리게 작업합니다. 잃은 것은 없습니다.</translation>
    </message>
    <message>
        <source>The head was made for features of {0} numbers; this model gives {1}.</source>
        <translation>헤드는 수 {0}개짜리 특징용인데, 이 모델은 {1}개를 냅니다.</translation>
    </message>
    <message>
        <source>The hub does not give out {0} ({1}): it is not there or not public.</source>
        <translation>허브가 {0}을(를) 내주지 않습니다({1}). 없거나 공개되지 않았습니다.</translation>
    </message>
    <message>
        <source>The installed open_clip does not know {0}.</source>
        <translation>설치된 open_clip이 {0}을(를) 모릅니다.</translation>
    </message>
    <message>
        <source>The largest: a little better than PE-Core L, and several times slower.</source>
        <translation>가장 큽니다. PE-Core L보다 조금 낫고 몇 배 느립니다.</translation>
    </message>
    <message>
        <source>The library cannot be copied to {0}: {1}.</source>
        <translation>라이브러리를 {0}에 복사할 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>The library folder {0} cannot be used: {1}.</source>
        <translation>라이브러리 폴더 {0}을(를) 쓸 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>The library in {0} is open in another Rushes. Please close that one first.</source>
        <translation>{0}의 라이브러리가 다른 Rushes에서 열려 있습니다. 먼저 그것을 닫으세요.</translation>
    </message>
    <message>
        <source>The library is on a disk or in a folder that cannot be written.</source>
        <translation>라이브러리가 쓸 수 없는 디스크나 폴더에 있습니다.</translation>
    </message>
    <message>
        <source>The library is on a disk or in a folder that cannot be written. You can search; nothing can be added.</source>
        <translation>라이브러리가 쓸 수 없는 디스크나 폴더에 있습니다. 검색할 수는 있지만 추가할 수는 없습니다.</translation>
    </message>
    <message>
        <source>The library&apos;s database cannot be copied as it is.</source>
        <translation>라이브러리의 데이터베이스를 지금 상태로는 복사할 수 없습니다.</translation>
    </message>
    <message>
        <source>The library&apos;s database cannot be opened.</source>
        <translation>라이브러리의 데이터베이스를 열 수 없습니다.</translation>
    </message>
    <message>
        <source>The library&apos;s database cannot be read or written: the disk reports an error.</source>
        <translation>라이브러리의 데이터베이스를 읽거나 쓸 수 없습니다. 디스크가 오류를 알렸습니다.</translation>
    </message>
    <message>
        <source>The library&apos;s database cannot be written: it, its folder or its disk is read-only.</source>
        <translation>라이브러리의 데이터베이스에 쓸 수 없습니다. 파일이나 폴더, 디스크가 읽기 전용입니다.</translation>
    </message>
    <message>
        <source>The library&apos;s database holds no tables.</source>
        <translation>라이브러리의 데이터베이스에 표가 없습니다.</translation>
    </message>
    <message>
        <source>The library&apos;s database is damaged ({0}).</source>
        <translation>라이브러리의 데이터베이스가 손상되었습니다({0}).</translation>
    </message>
    <message>
        <source>The library&apos;s database is damaged.</source>
        <translation>라이브러리의 데이터베이스가 손상되었습니다.</translation>
    </message>
    <message>
        <source>The library&apos;s database is empty.</source>
        <translation>라이브러리의 데이터베이스가 비어 있습니다.</translation>
    </message>
    <message>
        <source>The library&apos;s database is gone.</source>
        <translation>라이브러리의 데이터베이스가 사라졌습니다.</translation>
    </message>
    <message>
        <source>The model wants frames of {0} by {1} pixels; these are {2}.</source>
        <translation>모델에는 {0}×{1} 픽셀 프레임이 필요한데, 받은 것은 {2}입니다.</translation>
    </message>
    <message>
        <source>The new place must not lie in the library&apos;s own folder, nor around it.</source>
        <translation>새 위치는 라이브러리 폴더의 안이나 바깥 폴더일 수 없습니다.</translation>
    </message>
    <message>
        <source>The picture of this video is too large ({0} × {1}).</source>
        <translation>이 동영상의 화면이 너무 큽니다({0} × {1}).</translation>
    </message>
    <message>
        <source>The quick one for questions in other languages than English.</source>
        <translation>영어가 아닌 언어로 물을 때 쓰는 빠른 모델입니다.</translation>
    </message>
    <message>
        <source>The quick one: good at things, places and activities, on any computer.</source>
        <translation>빠른 모델: 어떤 컴퓨터에서든 사물, 장소, 활동을 잘 찾습니다.</translation>
    </message>
    <message>
        <source>The search model answered with numbers that are none.</source>
        <translation>검색 모델이 수가 아닌 값으로 답했습니다.</translation>
    </message>
    <message>
        <source>The search model answers with numbers that are none; its file or the graphics card is damaged.</source>
        <translation>검색 모델이 수가 아닌 값으로 답합니다. 파일이나 그래픽 카드가 손상되었습니다.</translation>
    </message>
    <message>
        <source>The search model gave values that are not numbers; nothing of this video was stored.</source>
        <translation>검색 모델이 수가 아닌 값을 냈습니다. 이 동영상은 아무것도 저장하지 않았습니다.</translation>
    </message>
    <message>
        <source>The search model {0} is not on this computer, or only in part.</source>
        <translation>검색 모델 {0}이(가) 이 컴퓨터에 없거나 일부만 있습니다.</translation>
    </message>
    <message>
        <source>The search model {0} no longer answers as it did when your videos were indexed with it; the processor or the graphics card computes wrongly, or a library was changed. Nothing is searched with it.</source>
        <translation>검색 모델 {0}이(가) 동영상을 색인하던 때와 다르게 답합니다. 프로세서나 그래픽 카드가 잘못 계산하거나 라이브러리가 바뀌었습니다. 이것으로는 검색하지 않습니다.</translation>
    </message>
    <message>
        <source>The subtitles “{0}” are too large to be subtitles.</source>
        <translation>자막 “{0}”은(는) 자막이라기에는 너무 큽니다.</translation>
    </message>
    <message>
        <source>The subtitles “{0}” cannot be read ({1}).</source>
        <translation>자막 “{0}”을(를) 읽을 수 없습니다({1}).</translation>
    </message>
    <message>
        <source>The tensors in the file {0} have sizes that no published model has.</source>
        <translation>파일 {0}의 텐서 크기는 공개된 어떤 모델과도 맞지 않습니다.</translation>
    </message>
    <message>
        <source>The text tower of this model has other sizes; the temporal encoder cannot start from it.</source>
        <translation>이 모델의 글 탑은 크기가 달라 시간 인코더를 거기서 시작할 수 없습니다.</translation>
    </message>
    <message>
        <source>The tokenizer of {0} has more words ({1}) than the model ({2}).</source>
        <translation>{0}의 토크나이저 단어 수({1})가 모델({2})보다 많습니다.</translation>
    </message>
    <message>
        <source>The video decoder cannot be started ({0}).</source>
        <translation>동영상 디코더를 시작할 수 없습니다({0}).</translation>
    </message>
    <message>
        <source>The video decoder cannot be started.</source>
        <translation>동영상 디코더를 시작할 수 없습니다.</translation>
    </message>
    <message>
        <source>The weights of {0} are damaged or do not fit its configuration.</source>
        <translation>{0}의 가중치가 손상되었거나 구성과 맞지 않습니다.</translation>
    </message>
    <message>
        <source>The weights of {0} are damaged: some are no numbers.</source>
        <translation>{0}의 가중치가 손상되었습니다. 일부가 수가 아닙니다.</translation>
    </message>
    <message>
        <source>The weights of {0} do not fit its configuration.</source>
        <translation>{0}의 가중치가 구성과 맞지 않습니다.</translation>
    </message>
    <message>
        <source>The weights {0} were not trained with QuickGELU; use {1}:{2}.</source>
        <translation>가중치 {0}은(는) QuickGELU로 학습되지 않았습니다. {1}:{2}을(를) 쓰세요.</translation>
    </message>
    <message>
        <source>The weights {0}:{1} are not on the Hugging Face hub; Rushes cannot get them.</source>
        <translation>가중치 {0}:{1}은(는) Hugging Face 허브에 없어 Rushes가 받을 수 없습니다.</translation>
    </message>
    <message>
        <source>There are no weights {0} for {1}; known are: {2}.</source>
        <translation>{1}에는 가중치 {0}이(가) 없습니다. 아는 것: {2}.</translation>
    </message>
    <message>
        <source>There is a Rushes library in this folder. Please leave this file here.</source>
        <translation>이 폴더에는 Rushes 라이브러리가 있습니다. 이 파일을 여기 두세요.</translation>
    </message>
    <message>
        <source>There is no CLIP4Clip head {0}; there are {1}.</source>
        <translation>CLIP4Clip 헤드 {0}은(는) 없습니다. 있는 것: {1}.</translation>
    </message>
    <message>
        <source>There is no database left that could be read.</source>
        <translation>읽을 수 있는 데이터베이스가 남아 있지 않습니다.</translation>
    </message>
    <message>
        <source>There is no folder {0} with a model.</source>
        <translation>모델이 든 폴더 {0}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>There is no folder {0}.</source>
        <translation>폴더 {0}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>There is no model named {0}; `rushes-engine models list` shows what there is.</source>
        <translation>{0}(이)라는 모델은 없습니다. `rushes-engine models list`로 목록을 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>There is no permission to read the folder “{0}”.</source>
        <translation>폴더 “{0}”을(를) 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>There is no permission to read this file.</source>
        <translation>이 파일을 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>There is no published model {0}; there are xclip, {1}.</source>
        <translation>공개된 모델 {0}은(는) 없습니다. 있는 것: xclip, {1}.</translation>
    </message>
    <message>
        <source>There is no sound copy of the library to go back to.</source>
        <translation>되돌아갈 온전한 라이브러리 복사본이 없습니다.</translation>
    </message>
    <message>
        <source>There is no such score of X-CLIP: {0} over {1}.</source>
        <translation>X-CLIP에는 그런 점수가 없습니다: {1}에 대한 {0}.</translation>
    </message>
    <message>
        <source>There is not enough memory for this model; choose a smaller one.</source>
        <translation>이 모델에는 메모리가 부족합니다. 더 작은 모델을 고르세요.</translation>
    </message>
    <message>
        <source>There is not enough room for {0}: {1} GB are still to come, and {2} GB are free in {3}.</source>
        <translation>{0}을(를) 둘 공간이 부족합니다. {1} GB를 더 받아야 하는데 {3}에는 {2} GB만 비어 있습니다.</translation>
    </message>
    <message>
        <source>There is not enough room in {0} for the library ({1} MB).</source>
        <translation>{0}에 라이브러리({1} MB)를 둘 공간이 부족합니다.</translation>
    </message>
    <message>
        <source>There is nothing to compare it with yet.</source>
        <translation>아직 비교할 것이 없습니다.</translation>
    </message>
    <message>
        <source>There is nothing to cut out of this video.</source>
        <translation>이 동영상에서 잘라 낼 것이 없습니다.</translation>
    </message>
    <message>
        <source>There is nothing to export.</source>
        <translation>내보낼 것이 없습니다.</translation>
    </message>
    <message>
        <source>There is nothing to search yet. Add a folder of videos.</source>
        <translation>아직 검색할 것이 없습니다. 동영상 폴더를 추가하세요.</translation>
    </message>
    <message>
        <source>These are too many to export.</source>
        <translation>내보내기에는 너무 많습니다.</translation>
    </message>
    <message>
        <source>These videos are not in the library any more.</source>
        <translation>이 동영상들은 이제 라이브러리에 없습니다.</translation>
    </message>
    <message>
        <source>This file cannot be opened ({0}).</source>
        <translation>이 파일을 열 수 없습니다({0}).</translation>
    </message>
    <message>
        <source>This file cannot be opened: its name is not valid.</source>
        <translation>이 파일을 열 수 없습니다. 이름이 올바르지 않습니다.</translation>
    </message>
    <message>
        <source>This file cannot be read: the drive reports an error.</source>
        <translation>이 파일을 읽을 수 없습니다. 드라이브가 오류를 알렸습니다.</translation>
    </message>
    <message>
        <source>This file has no moving picture.</source>
        <translation>이 파일에는 움직이는 화면이 없습니다.</translation>
    </message>
    <message>
        <source>This file has sound but no moving picture.</source>
        <translation>이 파일에는 소리만 있고 움직이는 화면이 없습니다.</translation>
    </message>
    <message>
        <source>This file is not found any more.</source>
        <translation>이 파일을 더는 찾을 수 없습니다.</translation>
    </message>
    <message>
        <source>This file is not there any more.</source>
        <translation>이 파일은 이제 없습니다.</translation>
    </message>
    <message>
        <source>This file is not there at the moment and was left out.</source>
        <translation>이 파일은 지금 없어서 뺐습니다.</translation>
    </message>
    <message>
        <source>This file is not there at the moment: its frames are counted from its length alone.</source>
        <translation>이 파일은 지금 없어서 길이만으로 프레임을 셌습니다.</translation>
    </message>
    <message>
        <source>This file was changed since it was found. It is looked at again.</source>
        <translation>찾은 뒤로 파일이 바뀌었습니다. 다시 살펴봅니다.</translation>
    </message>
    <message>
        <source>This file was changed while it was read. It is looked at again.</source>
        <translation>읽는 동안 파일이 바뀌었습니다. 다시 살펴봅니다.</translation>
    </message>
    <message>
        <source>This is a folder, not a video.</source>
        <translation>동영상이 아니라 폴더입니다.</translation>
    </message>
    <message>
        <source>This is a playlist that points to other files, not a video; nothing it points to was opened.</source>
        <translation>동영상이 아니라 다른 파일을 가리키는 재생 목록입니다. 가리키는 것은 열지 않았습니다.</translation>
    </message>
    <message>
        <source>This is a single picture, not a video.</source>
        <translation>동영상이 아니라 사진 한 장입니다.</translation>
    </message>
    <message>
        <source>This is a text file, not a video.</source>
        <translation>동영상이 아니라 텍스트 파일입니다.</translation>
    </message>
    <message>
        <source>This is longer than the model can read: only the beginning counts.</source>
        <translation>모델이 읽을 수 있는 것보다 깁니다. 앞부분만 쓰입니다.</translation>
    </message>
    <message>
        <source>This is not a picture that can be read here, or it is damaged.</source>
        <translation>여기서 읽을 수 있는 그림이 아니거나 손상되었습니다.</translation>
    </message>
    <message>
        <source>This is not a video, or it is damaged from the start.</source>
        <translation>동영상이 아니거나 처음부터 손상되었습니다.</translation>
    </message>
    <message>
        <source>This is not an ordinary file.</source>
        <translation>일반 파일이 아닙니다.</translation>
    </message>
    <message>
        <source>This is {0}, not a video.</source>
        <translation>동영상이 아니라 {0}입니다.</translation>
    </message>
    <message>
        <source>This library is brought to a new form, of which a copy is made before, and the disk has no room for that.</source>
        <translation>이 라이브러리를 새 형식으로 바꾸려면 먼저 복사본을 만들어야 하는데, 디스크에 공간이 없습니다.</translation>
    </message>
    <message>
        <source>This library was made by a newer Rushes (it has {0}). Please update the program.</source>
        <translation>이 라이브러리는 더 새로운 Rushes에서 만들었습니다({0} 포함). 프로그램을 업데이트하세요.</translation>
    </message>
    <message>
        <source>This model asks for an unknown way to resize pictures: {0}.</source>
        <translation>이 모델이 알 수 없는 그림 크기 조정 방법을 요구합니다: {0}.</translation>
    </message>
    <message>
        <source>This model has no text tower that a temporal encoder could start from.</source>
        <translation>이 모델에는 시간 인코더가 시작할 글 탑이 없습니다.</translation>
    </message>
    <message>
        <source>This model understands {0} only; for {1} choose a model for many languages (Search model…, or rushes-engine models list). These are guesses.</source>
        <translation>이 모델은 {0}만 이해합니다. {1}(으)로 찾으려면 여러 언어용 모델을 고르세요(검색 모델…, 또는 rushes-engine models list). 아래는 추측입니다.</translation>
    </message>
    <message>
        <source>This model was trained on films with sentences by others; it was read from a published checkpoint.</source>
        <translation>다른 사람들이 문장이 붙은 영상으로 학습한 모델이며, 공개된 체크포인트에서 읽었습니다.</translation>
    </message>
    <message>
        <source>This model was trained on single pictures: it finds things and places well, motion and the order of events less so.</source>
        <translation>사진 한 장씩으로 학습한 모델이라 사물과 장소는 잘 찾지만, 움직임과 일의 순서는 덜 잘 찾습니다.</translation>
    </message>
    <message>
        <source>This moment has not been indexed with the present model, so nothing can be compared with it yet.</source>
        <translation>이 순간은 지금 모델로 색인되지 않아 아직 비교할 수 없습니다.</translation>
    </message>
    <message>
        <source>This picture is damaged.</source>
        <translation>이 그림은 손상되었습니다.</translation>
    </message>
    <message>
        <source>This picture is too large ({0} × {1}).</source>
        <translation>이 그림은 너무 큽니다({0} × {1}).</translation>
    </message>
    <message>
        <source>This picture is too large.</source>
        <translation>이 그림은 너무 큽니다.</translation>
    </message>
    <message>
        <source>This published head compares {0} words with {1} frames, no others.</source>
        <translation>이 공개된 헤드는 단어 {0}개와 프레임 {1}개만 비교합니다.</translation>
    </message>
    <message>
        <source>This small model is there to try the program with: it knows drawn scenes well and real pictures roughly. For your own footage choose a real model (Search model…, or rushes-engine models).</source>
        <translation>이 작은 모델은 프로그램을 써 보기 위한 것입니다. 그린 장면은 잘 알지만 실제 영상은 대강만 압니다. 직접 찍은 영상에는 실제 모델을 고르세요(검색 모델… 또는 rushes-engine models).</translation>
    </message>
    <message>
        <source>This video cannot be read.</source>
        <translation>이 동영상을 읽을 수 없습니다.</translation>
    </message>
    <message>
        <source>This video cannot be read; it is probably damaged.</source>
        <translation>이 동영상을 읽을 수 없습니다. 아마 손상된 것 같습니다.</translation>
    </message>
    <message>
        <source>This video cannot be read; the decoder answered something else.</source>
        <translation>이 동영상을 읽을 수 없습니다. 디코더가 엉뚱한 답을 했습니다.</translation>
    </message>
    <message>
        <source>This video cannot be sampled: it would have to be searched without end.</source>
        <translation>이 동영상은 끝없이 찾아야 해서 표본을 뽑을 수 없습니다.</translation>
    </message>
    <message>
        <source>This video could not be cut ({0}).</source>
        <translation>이 동영상을 자르지 못했습니다({0}).</translation>
    </message>
    <message>
        <source>This video could not be read in time.</source>
        <translation>이 동영상을 제시간에 읽지 못했습니다.</translation>
    </message>
    <message>
        <source>This video has no place where it could be cut without loss.</source>
        <translation>이 동영상에는 손실 없이 자를 수 있는 곳이 없습니다.</translation>
    </message>
    <message>
        <source>This video is coded in a way that cannot be read here ({0}).</source>
        <translation>이 동영상은 여기서 읽을 수 없는 방식으로 인코딩되어 있습니다({0}).</translation>
    </message>
    <message>
        <source>This video is damaged after {0}; the first {1} were read.</source>
        <translation>이 동영상은 {0} 뒤로 손상되었습니다. 처음 {1}은(는) 읽었습니다.</translation>
    </message>
    <message>
        <source>This video is damaged or was cut short: the part that describes it is missing.</source>
        <translation>이 동영상은 손상되었거나 중간에 잘렸습니다. 내용을 설명하는 부분이 없습니다.</translation>
    </message>
    <message>
        <source>This video is not in the library any more.</source>
        <translation>이 동영상은 이제 라이브러리에 없습니다.</translation>
    </message>
    <message>
        <source>This video made the decoder stop; it is probably damaged.</source>
        <translation>이 동영상 때문에 디코더가 멈췄습니다. 아마 손상된 것 같습니다.</translation>
    </message>
    <message>
        <source>This video needs more memory than a video may use.</source>
        <translation>이 동영상은 허용된 것보다 많은 메모리가 필요합니다.</translation>
    </message>
    <message>
        <source>Waits for mains power.</source>
        <translation>전원 연결을 기다립니다.</translation>
    </message>
    <message>
        <source>What X-CLIP and CLIP4Clip were built on: to compare with their papers.</source>
        <translation>X-CLIP과 CLIP4Clip의 바탕이 된 모델로, 논문과 비교하는 데 씁니다.</translation>
    </message>
    <message>
        <source>What answered for {0} is not the hub. Does this network want you to log in first?</source>
        <translation>{0}(으)로 답한 것은 허브가 아닙니다. 먼저 로그인해야 하는 네트워크인가요?</translation>
    </message>
    <message>
        <source>What could be read from the damaged database does not fit together ({0}).</source>
        <translation>손상된 데이터베이스에서 읽은 것이 서로 맞지 않습니다({0}).</translation>
    </message>
    <message>
        <source>What follows one another is told in words only; please take the other parts out.</source>
        <translation>이어지는 것은 말로만 물을 수 있습니다. 다른 조각은 빼 주세요.</translation>
    </message>
    <message>
        <source>What this video is coded as does not fit into this kind of file; choose MKV, or an exact clip.</source>
        <translation>이 동영상의 인코딩은 이런 파일에 맞지 않습니다. MKV나 정확한 클립을 고르세요.</translation>
    </message>
    <message>
        <source>What was written to {0} cannot be read back as it was. The library stays where it is.</source>
        <translation>{0}에 쓴 것을 그대로 다시 읽을 수 없습니다. 라이브러리는 그 자리에 그대로 있습니다.</translation>
    </message>
    <message>
        <source>Whitening to {0} numbers needs more than {1} frames of at least as many.</source>
        <translation>수 {0}개로 백색화하려면 그만큼 이상인 프레임이 {1}개보다 많아야 합니다.</translation>
    </message>
    <message>
        <source>any computer</source>
        <translation>어떤 컴퓨터든</translation>
    </message>
    <message>
        <source>any computer, about 3 times slower than CLIP B/32</source>
        <translation>어떤 컴퓨터든, CLIP B/32보다 약 3배 느림</translation>
    </message>
    <message>
        <source>graphics card with 24 GB</source>
        <translation>24 GB 그래픽 카드</translation>
    </message>
    <message>
        <source>graphics card with 4 GB, or patience</source>
        <translation>4 GB 그래픽 카드, 또는 인내심</translation>
    </message>
    <message>
        <source>graphics card with 8 GB</source>
        <translation>8 GB 그래픽 카드</translation>
    </message>
    <message>
        <source>processor (no graphics card found)</source>
        <translation>프로세서(그래픽 카드 없음)</translation>
    </message>
    <message>
        <source>{0} answered with an error ({1}). Try again later.</source>
        <translation>{0}이(가) 오류로 답했습니다({1}). 나중에 다시 시도하세요.</translation>
    </message>
    <message>
        <source>{0} cannot be used: {1}.</source>
        <translation>{0}을(를) 쓸 수 없습니다: {1}.</translation>
    </message>
    <message>
        <source>{0} cannot be written ({1}).</source>
        <translation>{0}을(를) 쓸 수 없습니다({1}).</translation>
    </message>
    <message>
        <source>{0} comes with a licence that you have to accept: {1}. Read it at {2}, then say --accept-licence.</source>
        <translation>{0}에는 동의해야 하는 사용 허가가 있습니다: {1}. {2}에서 읽은 다음 --accept-licence라고 적으세요.</translation>
    </message>
    <message>
        <source>{0} could not be indexed wholly; see the list of problems.</source>
        <translation>{0}을(를) 전부 색인하지는 못했습니다. 문제 목록을 보세요.</translation>
    </message>
    <message>
        <source>{0} did not give a checksum for the weights of {1}.</source>
        <translation>{0}이(가) {1} 가중치의 체크섬을 주지 않았습니다.</translation>
    </message>
    <message>
        <source>{0} did not say what {1} holds. Try again later.</source>
        <translation>{0}이(가) {1}에 무엇이 있는지 알려 주지 않았습니다. 나중에 다시 시도하세요.</translation>
    </message>
    <message>
        <source>{0} files moved, re-linked.</source>
        <translation>옮겨진 파일 {0}개를 다시 연결했습니다.</translation>
    </message>
    <message>
        <source>{0} has a tokenizer of a kind that Rushes cannot read.</source>
        <translation>{0}의 토크나이저는 Rushes가 읽을 수 없는 종류입니다.</translation>
    </message>
    <message>
        <source>{0} has no weights as safetensors; Rushes reads no other kind, for safety.</source>
        <translation>{0}에는 safetensors 가중치가 없습니다. Rushes는 안전을 위해 다른 것은 읽지 않습니다.</translation>
    </message>
    <message>
        <source>{0} has no {1}, which {2} needs.</source>
        <translation>{0}에는 {2}에 필요한 {1}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>{0} is a folder.</source>
        <translation>{0}은(는) 폴더입니다.</translation>
    </message>
    <message>
        <source>{0} is being downloaded already.</source>
        <translation>{0}은(는) 이미 내려받는 중입니다.</translation>
    </message>
    <message>
        <source>{0} is not a Rushes library.</source>
        <translation>{0}은(는) Rushes 라이브러리가 아닙니다.</translation>
    </message>
    <message>
        <source>{0} is not a whole path.</source>
        <translation>{0}은(는) 전체 경로가 아닙니다.</translation>
    </message>
    <message>
        <source>{0} is not an empty folder.</source>
        <translation>{0}은(는) 빈 폴더가 아닙니다.</translation>
    </message>
    <message>
        <source>{0} is one of your videos; an export is never written over it.</source>
        <translation>{0}은(는) 내 동영상입니다. 내보낼 때 절대 덮어쓰지 않습니다.</translation>
    </message>
    <message>
        <source>{0} is there already.</source>
        <translation>{0}이(가) 이미 있습니다.</translation>
    </message>
    <message>
        <source>{0} needs the Python package transformers, which Rushes does not use.</source>
        <translation>{0}에는 Rushes가 쓰지 않는 Python 패키지 transformers가 필요합니다.</translation>
    </message>
    <message>
        <source>{0} video indexed.</source>
        <translation>동영상 {0}개를 색인했습니다.</translation>
    </message>
    <message>
        <source>{0} videos indexed.</source>
        <translation>동영상 {0}개를 색인했습니다.</translation>
    </message>
    <message>
        <source>{0} was deleted from this computer.</source>
        <translation>{0}을(를) 이 컴퓨터에서 삭제했습니다.</translation>
    </message>
</context>
</TS>
