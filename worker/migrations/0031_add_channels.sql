-- By which way a ticket came, what was done to it, and what waits (Zendesk, `via.channel`).
ALTER TABLE tickets ADD COLUMN via TEXT NOT NULL DEFAULT 'api' CHECK (via IN ('api', 'email'));
ALTER TABLE ticket_audits ADD COLUMN via TEXT NOT NULL DEFAULT 'api' CHECK (via IN ('api', 'email'));
ALTER TABLE suspended_tickets ADD COLUMN via TEXT NOT NULL DEFAULT 'api' CHECK (via IN ('api', 'email'));
