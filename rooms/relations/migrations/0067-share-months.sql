-- How often a link was opened in the last month anybody opened it (numbered from year 0, in the brand's zone), and in the month before that one:
-- so who shared in the last month that is over can always be told.
ALTER TABLE relations.share_link ADD COLUMN month_no int NOT NULL DEFAULT 0;
ALTER TABLE relations.share_link ADD COLUMN month_clicks bigint NOT NULL DEFAULT 0;
ALTER TABLE relations.share_link ADD COLUMN before_clicks bigint NOT NULL DEFAULT 0;
