CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
insert into "_sqlite_migrations"("id","migration_set","name","applied_at") values (1,'rushes','m001_first_schema','2026-11-21 16:39:20.108343+00:00');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE folder (
        id integer primary key,
        path blob not null unique,            -- os.fsencode of the absolute path
        added real not null,                  -- seconds since 1970
        looked real,                          -- when it was last looked through to the end
        missing_since real                    -- set while the folder itself cannot be found
    ) strict;
insert into "folder"("id","path","added","looked","missing_since") values (1,X'2F66696C6D732F6F6E65',1700000000.0,1700000000.0,NULL);
insert into "folder"("id","path","added","looked","missing_since") values (2,X'2F66696C6D732F7477F6',1700000000.0,1700000000.0,NULL);
CREATE TABLE video (
        id integer primary key,
        digest text not null unique,
        size integer not null,
        duration real,                        -- seconds; None until probed
        frame_rate real, width integer, height integer,
        codec text, container text,
        has_audio integer, rotation integer, variable_frame_rate integer, hdr integer,
        problem text,                         -- why it cannot be used at all, as a sentence
        added real not null
    ) strict;
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (1,'00000000000000000000000000000001',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (2,'00000000000000000000000000000002',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (3,'00000000000000000000000000000003',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (4,'00000000000000000000000000000004',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (5,'00000000000000000000000000000005',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (6,'00000000000000000000000000000006',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (7,'00000000000000000000000000000007',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (8,'00000000000000000000000000000008',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (9,'00000000000000000000000000000009',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (10,'0000000000000000000000000000000a',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (11,'0000000000000000000000000000000b',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
insert into "video"("id","digest","size","duration","frame_rate","width","height","codec","container","has_audio","rotation","variable_frame_rate","hdr","problem","added") values (12,'0000000000000000000000000000000c',1000,8.0,NULL,640,360,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1700000000.0);
CREATE TABLE place (
        id integer primary key,
        folder integer not null references folder(id) on delete cascade,
        path blob not null unique,
        video integer references video(id),   -- None: could not be read, see `problem`
        size integer not null,
        modified integer not null,            -- nanoseconds since 1970
        seen real not null,
        missing_since real,                   -- a state with a date, never a deletion
        problem text
    ) strict;
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (1,2,X'2F66696C6D732F7477F62F696E2F312E6D7034',1,1000,1,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (2,1,X'2F66696C6D732F6F6E652F696E2F322E6D7034',2,1000,2,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (3,2,X'2F66696C6D732F7477F62F696E2F332E6D7034',3,1000,3,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (4,1,X'2F66696C6D732F6F6E652F696E2F342E6D7034',4,1000,4,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (5,2,X'2F66696C6D732F7477F62F696E2F352E6D7034',5,1000,5,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (6,1,X'2F66696C6D732F6F6E652F696E2F362E6D7034',6,1000,6,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (7,2,X'2F66696C6D732F7477F62F696E2F372E6D7034',7,1000,7,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (8,1,X'2F66696C6D732F6F6E652F696E2F382E6D7034',8,1000,8,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (9,2,X'2F66696C6D732F7477F62F696E2F392E6D7034',9,1000,9,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (10,1,X'2F66696C6D732F6F6E652F696E2F31302E6D7034',10,1000,10,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (11,2,X'2F66696C6D732F7477F62F696E2F31312E6D7034',11,1000,11,1700000000.0,NULL,NULL);
insert into "place"("id","folder","path","video","size","modified","seen","missing_since","problem") values (12,1,X'2F66696C6D732F6F6E652F696E2F31322E6D7034',12,1000,12,1700000000.0,NULL,NULL);
CREATE INDEX place_by_video on place(video);
CREATE INDEX place_by_folder on place(folder);
CREATE TABLE shot (
        id integer primary key autoincrement, -- never used again, since a saved vector index knows shots by it
        video integer not null references video(id) on delete cascade,
        number integer not null,              -- in time order within the video
        start real not null, end real not null,
        times blob not null,                  -- float64: presentation time of each sampled frame
        unique (video, number)
    ) strict;
insert into "shot"("id","video","number","start","end","times") values (2,1,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (3,1,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (4,2,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (5,2,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (6,3,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (7,3,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (8,4,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (9,4,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (10,5,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (11,5,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (12,6,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (13,6,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (14,7,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (15,7,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (16,8,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (17,8,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (18,9,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (19,9,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (20,10,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (21,10,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (22,11,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (23,11,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (24,12,0,0.0,4.0,X'0000000000000000000000000000000000000000000000000000000000000000');
insert into "shot"("id","video","number","start","end","times") values (25,12,1,4.0,8.0,X'0000000000000000000000000000000000000000000000000000000000000000');
CREATE TABLE model (
        id integer primary key,
        key text not null unique,             -- backbone, weights, preprocessing, precision and head
        name text not null,
        dim integer not null,
        batch integer not null,               -- frames encoded in one step, measured once on this machine
        added real not null
    ) strict;
insert into "model"("id","key","name","dim","batch","added") values (1,'a model','made up',4,8,1700000000.0);
CREATE TABLE embedding (
        shot integer not null references shot(id) on delete cascade,
        model integer not null references model(id) on delete cascade,
        vector blob not null,                 -- float16 (dim,): the shot as a whole, for the coarse search
        frames blob not null,                 -- float16 (frames, dim): what the frame contrasts use
        usual real not null,                  -- mean of this shot's scores for the fixed bank of queries
        spread real not null,                 -- their standard deviation
        primary key (shot, model)
    ) strict, without rowid;
insert into "embedding"("shot","model","vector","frames","usual","spread") values (2,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (3,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (4,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (5,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (6,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (7,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (8,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (9,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (10,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (11,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (12,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (13,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (14,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (15,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (16,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (17,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (18,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (19,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (20,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (21,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (22,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (23,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (24,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
insert into "embedding"("shot","model","vector","frames","usual","spread") values (25,1,X'003C003C003C003C',X'003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C003C',0.1,0.2);
CREATE TABLE indexed (
        video integer not null references video(id) on delete cascade,
        model integer not null references model(id) on delete cascade,
        until real not null,
        problem text,                         -- why not all of it, as a sentence
        primary key (video, model)
    ) strict, without rowid;
insert into "indexed"("video","model","until","problem") values (1,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (2,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (3,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (4,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (5,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (6,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (7,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (8,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (9,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (10,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (11,1,8.0,NULL);
insert into "indexed"("video","model","until","problem") values (12,1,8.0,NULL);
CREATE TABLE caption (
        id integer primary key,
        place integer not null references place(id) on delete cascade,
        kind text not null,                   -- "name" or "subtitle"
        start real not null, end real not null
    ) strict;
insert into "caption"("id","place","kind","start","end") values (1,1,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (2,2,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (3,3,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (4,4,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (5,5,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (6,6,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (7,7,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (8,8,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (9,9,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (10,10,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (11,11,'name',0.0,0.0);
insert into "caption"("id","place","kind","start","end") values (12,12,'name',0.0,0.0);
CREATE INDEX caption_by_place on caption(place);
CREATE VIRTUAL TABLE caption_words using fts5(text, tokenize='unicode61 remove_diacritics 2');
insert into "caption_words"("rowid","text") values (1,'film 1');
insert into "caption_words"("rowid","text") values (2,'film 2');
insert into "caption_words"("rowid","text") values (3,'film 3');
insert into "caption_words"("rowid","text") values (4,'film 4');
insert into "caption_words"("rowid","text") values (5,'film 5');
insert into "caption_words"("rowid","text") values (6,'film 6');
insert into "caption_words"("rowid","text") values (7,'film 7');
insert into "caption_words"("rowid","text") values (8,'film 8');
insert into "caption_words"("rowid","text") values (9,'film 9');
insert into "caption_words"("rowid","text") values (10,'film 10');
insert into "caption_words"("rowid","text") values (11,'film 11');
insert into "caption_words"("rowid","text") values (12,'film 12');
