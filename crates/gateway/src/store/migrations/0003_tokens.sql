-- A session that stands for a token ends when it was said to end, however it is used.
ALTER TABLE sessions ADD COLUMN slides INTEGER NOT NULL DEFAULT 1;
