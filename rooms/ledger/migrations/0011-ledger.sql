-- Double entry, append-only, one book per brand. Rows come in through ledger.post alone: the runtime role may read them and
-- run that function, and owns nothing it could write around.

CREATE SCHEMA ledger;

-- The end of the book: the next numbers and the last link of the chain. Every post locks it (under the tenant's lane).
CREATE TABLE ledger.head (
  tenant_id  uuid   NOT NULL,
  next_txn   bigint NOT NULL,
  next_entry bigint NOT NULL,
  next_seal  bigint NOT NULL,
  hash       bytea  NOT NULL,
  CONSTRAINT head_pkey PRIMARY KEY (tenant_id)
);

-- One thing that happened, with what makes it unrepeatable: (source, source_id, kind, seq).
CREATE TABLE ledger.txn (
  tenant_id   uuid        NOT NULL,
  txn         bigint      NOT NULL,
  source      text        NOT NULL,
  source_id   uuid        NOT NULL,
  kind        text        NOT NULL,
  seq         int         NOT NULL,
  first_entry bigint      NOT NULL,
  entries     int         NOT NULL,
  at          timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT txn_pkey PRIMARY KEY (tenant_id, txn),
  CONSTRAINT txn_once UNIQUE (tenant_id, source_id, source, kind, seq)
);

-- amount: debit above 0, credit below; minor units. person_id is set for the accounts of people.
CREATE TABLE ledger.entry (
  tenant_id uuid   NOT NULL,
  entry     bigint NOT NULL,
  txn       bigint NOT NULL,
  account   text   NOT NULL,
  person_id uuid,
  amount    bigint NOT NULL,
  CONSTRAINT entry_pkey PRIMARY KEY (tenant_id, entry),
  CONSTRAINT entry_amount CHECK (amount <> 0)
);

CREATE INDEX entry_person ON ledger.entry (tenant_id, person_id, entry) WHERE person_id IS NOT NULL;

-- What can be refused has a row: what a person may take out or spend never falls below nothing.
CREATE TABLE ledger.balance (
  tenant_id uuid   NOT NULL,
  person_id uuid   NOT NULL,
  account   text   NOT NULL,
  amount    bigint NOT NULL,
  CONSTRAINT balance_pkey PRIMARY KEY (tenant_id, person_id, account),
  CONSTRAINT balance_account CHECK (account IN ('available', 'held', 'receivable', 'points', 'prepaid')),
  CONSTRAINT balance_not_negative CHECK (amount >= 0)
);

-- One link per batch: hash = sha-256 of the link before and everything the batch wrote.
CREATE TABLE ledger.seal (
  tenant_id   uuid        NOT NULL,
  seal        bigint      NOT NULL,
  first_txn   bigint      NOT NULL,
  first_entry bigint      NOT NULL,
  last_entry  bigint      NOT NULL,
  hash        bytea       NOT NULL,
  sealed_at   timestamptz NOT NULL,
  CONSTRAINT seal_pkey PRIMARY KEY (tenant_id, seal)
);

-- Sums of all entries up to rolled.through_entry; person_id is all zeros for the brand's own accounts.
CREATE TABLE ledger.account_total (
  tenant_id uuid   NOT NULL,
  person_id uuid   NOT NULL,
  account   text   NOT NULL,
  debit     bigint NOT NULL,
  credit    bigint NOT NULL,
  CONSTRAINT account_total_pkey PRIMARY KEY (tenant_id, person_id, account)
);

CREATE TABLE ledger.rolled (
  tenant_id     uuid   NOT NULL,
  through_entry bigint NOT NULL,
  CONSTRAINT rolled_pkey PRIMARY KEY (tenant_id)
);

ALTER TABLE ledger.head ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE ledger.txn ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE ledger.entry ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE ledger.balance ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE ledger.seal ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE ledger.account_total ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE ledger.rolled ALTER COLUMN tenant_id SET STATISTICS 0;

-- Writes the rows it is given and nothing else: it never multiplies or divides money. It refuses a batch that does not follow
-- the end of the book (55000), one with a transaction that does not sum to zero (23514), a repeat (23505) and whatever would
-- take a balance below nothing (23514). p_entry_txn points into the transactions of the batch, from 1,
-- p_size says how many entries each of them has.
CREATE FUNCTION ledger.post(
  p_tenant uuid, p_recorded_at timestamptz, p_first_txn bigint, p_first_entry bigint, p_hash bytea,
  p_source text[], p_source_id uuid[], p_kind text[], p_seq int[], p_at timestamptz[], p_size int[],
  p_entry_txn int[], p_account text[], p_person uuid[], p_amount bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_seal bigint;
BEGIN
  IF p_tenant IS DISTINCT FROM nullif(current_setting('app.tenant', true), '')::uuid THEN
    RAISE EXCEPTION 'another brand' USING ERRCODE = '42501';
  END IF;
  IF EXISTS (SELECT 1 FROM unnest(p_entry_txn, p_amount) AS part (txn, amount) GROUP BY part.txn HAVING sum(part.amount) <> 0) THEN
    RAISE EXCEPTION 'a transaction does not sum to zero' USING ERRCODE = '23514';
  END IF;
  IF p_first_txn = 1 THEN
    INSERT INTO ledger.head (tenant_id, next_txn, next_entry, next_seal, hash)
    VALUES (p_tenant, 1, 1, 1, '\x')
        ON CONFLICT (tenant_id) DO NOTHING;
  END IF;
  UPDATE ledger.head AS head
     SET next_txn = head.next_txn + cardinality(p_source), next_entry = head.next_entry + cardinality(p_amount),
         next_seal = head.next_seal + 1, hash = p_hash
   WHERE head.tenant_id = p_tenant AND head.next_txn = p_first_txn AND head.next_entry = p_first_entry
  RETURNING head.next_seal - 1 INTO v_seal;
  IF v_seal IS NULL THEN
    RAISE EXCEPTION 'the book has gone on' USING ERRCODE = '55000';
  END IF;
  INSERT INTO ledger.txn (tenant_id, txn, source, source_id, kind, seq, first_entry, entries, at, recorded_at)
  SELECT p_tenant, p_first_txn + fresh.nth - 1, fresh.source, fresh.source_id, fresh.kind, fresh.seq,
         p_first_entry + sum(fresh.size) OVER (ORDER BY fresh.nth) - fresh.size, fresh.size, fresh.at, p_recorded_at
    FROM unnest(p_source, p_source_id, p_kind, p_seq, p_at, p_size) WITH ORDINALITY AS fresh (source, source_id, kind, seq, at, size, nth);
  INSERT INTO ledger.entry (tenant_id, entry, txn, account, person_id, amount)
  SELECT p_tenant, p_first_entry + fresh.nth - 1, p_first_txn + fresh.txn - 1, fresh.account, fresh.person_id, fresh.amount
    FROM unnest(p_entry_txn, p_account, p_person, p_amount) WITH ORDINALITY AS fresh (txn, account, person_id, amount, nth);
  INSERT INTO ledger.balance (tenant_id, person_id, account, amount)
  SELECT DISTINCT p_tenant, fresh.person_id, fresh.account, 0::bigint
    FROM unnest(p_account, p_person) AS fresh (account, person_id)
   WHERE fresh.account IN ('available', 'held', 'receivable', 'points', 'prepaid')
      ON CONFLICT (tenant_id, person_id, account) DO NOTHING;
  -- A debt is an asset; everything else a person has is owed to them.
  UPDATE ledger.balance AS balance
     SET amount = balance.amount + moved.amount
    FROM (SELECT fresh.person_id, fresh.account,
                 (CASE WHEN fresh.account = 'receivable' THEN sum(fresh.amount) ELSE -sum(fresh.amount) END)::bigint AS amount
            FROM unnest(p_account, p_person, p_amount) AS fresh (account, person_id, amount)
           WHERE fresh.account IN ('available', 'held', 'receivable', 'points', 'prepaid')
           GROUP BY fresh.person_id, fresh.account) AS moved
   WHERE balance.tenant_id = p_tenant AND balance.person_id = moved.person_id AND balance.account = moved.account
     AND balance.person_id = ANY(p_person) AND moved.amount <> 0;
  INSERT INTO ledger.seal (tenant_id, seal, first_txn, first_entry, last_entry, hash, sealed_at)
  VALUES (p_tenant, v_seal, p_first_txn, p_first_entry, p_first_entry + cardinality(p_amount) - 1, p_hash, p_recorded_at);
END
$$;

-- Adds what was written since the last time to the totals. @returns how many entries that were.
CREATE FUNCTION ledger.roll_up(p_tenant uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_from bigint;
  v_to bigint;
BEGIN
  IF p_tenant IS DISTINCT FROM nullif(current_setting('app.tenant', true), '')::uuid THEN
    RAISE EXCEPTION 'another brand' USING ERRCODE = '42501';
  END IF;
  INSERT INTO ledger.rolled (tenant_id, through_entry) VALUES (p_tenant, 0) ON CONFLICT (tenant_id) DO NOTHING;
  SELECT rolled.through_entry INTO v_from FROM ledger.rolled AS rolled WHERE rolled.tenant_id = p_tenant FOR UPDATE;
  SELECT head.next_entry - 1 INTO v_to FROM ledger.head AS head WHERE head.tenant_id = p_tenant;
  IF v_to IS NULL OR v_to <= v_from THEN
    RETURN 0;
  END IF;
  INSERT INTO ledger.account_total AS account_total (tenant_id, person_id, account, debit, credit)
  SELECT p_tenant, coalesce(entry.person_id, '00000000-0000-0000-0000-000000000000'::uuid), entry.account,
         coalesce(sum(entry.amount) FILTER (WHERE entry.amount > 0), 0)::bigint,
         coalesce(-sum(entry.amount) FILTER (WHERE entry.amount < 0), 0)::bigint
    FROM ledger.entry AS entry
   WHERE entry.tenant_id = p_tenant AND entry.entry > v_from AND entry.entry <= v_to
   GROUP BY 2, 3
      ON CONFLICT (tenant_id, person_id, account)
      DO UPDATE SET debit = account_total.debit + excluded.debit, credit = account_total.credit + excluded.credit;
  UPDATE ledger.rolled AS rolled SET through_entry = v_to WHERE rolled.tenant_id = p_tenant;
  RETURN v_to - v_from;
END
$$;

-- Walls: the runtime role reads one tenant at a time, writes nothing itself and owns nothing.

GRANT USAGE ON SCHEMA ledger TO zihuan_app;

GRANT SELECT ON ledger.head TO zihuan_app;

ALTER TABLE ledger.head ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON ledger.head
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT ON ledger.txn TO zihuan_app;

ALTER TABLE ledger.txn ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON ledger.txn
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT ON ledger.entry TO zihuan_app;

ALTER TABLE ledger.entry ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON ledger.entry
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT ON ledger.balance TO zihuan_app;

ALTER TABLE ledger.balance ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON ledger.balance
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT ON ledger.seal TO zihuan_app;

ALTER TABLE ledger.seal ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON ledger.seal
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT ON ledger.account_total TO zihuan_app;

ALTER TABLE ledger.account_total ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON ledger.account_total
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT ON ledger.rolled TO zihuan_app;

ALTER TABLE ledger.rolled ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON ledger.rolled
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

REVOKE ALL ON FUNCTION ledger.post(uuid, timestamptz, bigint, bigint, bytea, text[], uuid[], text[], int[], timestamptz[], int[], int[], text[], uuid[], bigint[]) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION ledger.post(uuid, timestamptz, bigint, bigint, bytea, text[], uuid[], text[], int[], timestamptz[], int[], int[], text[], uuid[], bigint[]) TO zihuan_app;

REVOKE ALL ON FUNCTION ledger.roll_up(uuid) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION ledger.roll_up(uuid) TO zihuan_app;
