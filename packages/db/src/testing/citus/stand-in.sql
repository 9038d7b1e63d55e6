-- Stands in for the parts of Citus that Pipeline calls, for tests on a plain PostgreSQL: it keeps the same catalogue and
-- refuses what Citus refuses, in its words. Nothing is sharded: what runs on real shards is not shown by it.
CREATE TABLE pg_catalog.pg_dist_partition (
  logicalrelid regclass PRIMARY KEY, partmethod "char" NOT NULL, repmodel "char" NOT NULL, colocationid int NOT NULL
);
CREATE TABLE pg_catalog.pg_dist_node (
  groupid int PRIMARY KEY, isactive bool NOT NULL, shouldhaveshards bool NOT NULL, noderole text NOT NULL,
  nodename text NOT NULL, nodeport int NOT NULL
);
-- Who is not let in at a worker, or not known there; what else a command there answers in place of what it would here.
CREATE TABLE pg_catalog.stand_in_shut (rolename text NOT NULL, nodename text NOT NULL);
CREATE TABLE pg_catalog.stand_in_answer (asked text NOT NULL, nodename text NOT NULL, result text NOT NULL);
GRANT SELECT ON pg_catalog.stand_in_shut, pg_catalog.stand_in_answer TO PUBLIC;
GRANT SELECT ON pg_catalog.pg_dist_partition, pg_catalog.pg_dist_node TO PUBLIC;

CREATE FUNCTION pg_catalog.relation_is_a_known_shard(oid) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT false';

-- Foreign keys that cannot be while these tables are where they are.
CREATE FUNCTION pg_catalog.stand_in_check_references() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  fk record;
BEGIN
  FOR fk IN SELECT f.*, child.partmethod AS child, parent.partmethod AS parent, parent.repmodel AS kind,
      child.colocationid IS DISTINCT FROM parent.colocationid AS apart, a.attnum AS child_key, b.attnum AS parent_key
    FROM pg_constraint f
      LEFT JOIN pg_dist_partition child ON child.logicalrelid = f.conrelid
      LEFT JOIN pg_dist_partition parent ON parent.logicalrelid = f.confrelid
      LEFT JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attname = 'user_id'
      LEFT JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attname = 'user_id'
    WHERE f.contype = 'f' AND (child.partmethod = 'h' OR parent.partmethod = 'h')
  LOOP
    IF fk.child = 'h' AND (fk.confdeltype IN ('n', 'd') OR fk.confupdtype IN ('n', 'd')) AND fk.child_key = ANY (fk.conkey) THEN
      RAISE EXCEPTION 'cannot create foreign key constraint: SET NULL or SET DEFAULT is not supported in ON DELETE operation when distribution key is included in the foreign key constraint';
    END IF;
    CONTINUE WHEN fk.child = 'h' AND fk.parent = 'n' AND fk.kind = 't';
    IF fk.child IS DISTINCT FROM 'h' OR fk.parent IS DISTINCT FROM 'h' OR fk.apart THEN
      RAISE EXCEPTION 'cannot create foreign key constraint % since relations are not colocated or not referencing a reference table', fk.conname;
    END IF;
    IF array_position(fk.conkey, fk.child_key) IS DISTINCT FROM array_position(fk.confkey, fk.parent_key)
      OR array_position(fk.conkey, fk.child_key) IS NULL THEN
      RAISE EXCEPTION 'cannot create foreign key constraint %: foreign keys are supported only if they include the partition column', fk.conname;
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION pg_catalog.stand_in_check_table(rel regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  bad text;
BEGIN
  IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = rel AND NOT tgisinternal) THEN
    RAISE EXCEPTION 'cannot distribute relation "%" because it has triggers', rel;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = rel
      AND coalesce(pg_get_expr(polqual, rel), '') || coalesce(pg_get_expr(polwithcheck, rel), '') ~* '\mselect\M') THEN
    RAISE EXCEPTION 'cannot create policy' USING DETAIL = 'Subqueries are not supported in policies on distributed tables';
  END IF;
  SELECT i.indexrelid::regclass INTO bad FROM pg_index i JOIN pg_attribute a ON a.attrelid = rel AND a.attname = 'user_id'
    WHERE i.indrelid = rel AND (i.indisunique OR i.indisexclusion) AND NOT a.attnum = ANY (i.indkey) LIMIT 1;
  IF bad IS NOT NULL THEN
    RAISE EXCEPTION 'cannot create constraint on "%"', rel
      USING DETAIL = format('Distributed relations cannot have UNIQUE, EXCLUDE, or PRIMARY KEY constraints that do not include the partition column (%s)', bad);
  END IF;
END $$;

-- Rows go to the shards, and come back, by COPY as the owner of the table.
CREATE FUNCTION pg_catalog.stand_in_check_copy(rel regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  filled bool;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', rel) INTO filled;
  IF filled AND (SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = rel) THEN
    RAISE EXCEPTION 'COPY FROM not supported with row-level security';
  END IF;
END $$;

CREATE FUNCTION pg_catalog.create_distributed_table(rel regclass, key text, colocate_with text) RETURNS void LANGUAGE plpgsql
  SECURITY DEFINER AS $$
DECLARE
  beside pg_dist_partition;
BEGIN
  IF EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = rel AND partmethod = 'h') THEN
    RAISE EXCEPTION 'table "%" is already distributed', rel;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_dist_node WHERE shouldhaveshards) THEN RAISE EXCEPTION 'replication_factor (1) exceeds number of worker nodes (0)'; END IF;
  PERFORM stand_in_check_table(rel);
  PERFORM stand_in_check_copy(rel);
  IF current_setting('citus.multi_shard_modify_mode', true) IS DISTINCT FROM 'sequential' THEN
    RAISE EXCEPTION 'cannot distribute relation: there was a parallel operation on a distributed table in the transaction';
  END IF;
  IF colocate_with <> 'none' THEN
    SELECT * INTO beside FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h';
    IF NOT FOUND THEN RAISE EXCEPTION 'relation % is not distributed', colocate_with; END IF;
    IF (SELECT count(DISTINCT atttypid) FROM pg_attribute WHERE attrelid IN (rel, beside.logicalrelid) AND attname = key) <> 1 THEN
      RAISE EXCEPTION 'cannot colocate tables % and %', beside.logicalrelid, rel USING DETAIL = 'Distribution column types don''t match.';
    END IF;
  END IF;
  DELETE FROM pg_dist_partition WHERE logicalrelid = rel;
  INSERT INTO pg_dist_partition
    VALUES (rel, 'h', 's', coalesce(beside.colocationid, (SELECT coalesce(max(colocationid), 0) + 1 FROM pg_dist_partition)));
  PERFORM stand_in_check_references();
END $$;

CREATE FUNCTION pg_catalog.create_reference_table(rel regclass) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_dist_node WHERE groupid = 0) THEN
    RAISE EXCEPTION 'cannot create reference table since the coordinator is not in the metadata';
  END IF;
  IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND conrelid = rel) THEN
    RAISE EXCEPTION 'cannot create foreign key constraint since foreign keys from reference tables to distributed tables are not supported';
  END IF;
  INSERT INTO pg_dist_partition VALUES (rel, 'n', 't', 0);
  -- What refers to it is known from now on, too.
  INSERT INTO pg_dist_partition SELECT DISTINCT conrelid::regclass, 'n'::"char", 's'::"char", 0 FROM pg_constraint
    WHERE contype = 'f' AND confrelid = rel ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION pg_catalog.undistribute_table(rel regclass, cascade_via_foreign_keys bool DEFAULT false) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = rel) THEN
    RAISE EXCEPTION 'cannot undistribute table because the table is not distributed';
  END IF;
  IF NOT cascade_via_foreign_keys AND EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND rel IN (conrelid, confrelid)) THEN
    RAISE EXCEPTION 'cannot complete operation because table % has a foreign key', rel;
  END IF;
  PERFORM stand_in_check_copy(rel);
  DELETE FROM pg_dist_partition WHERE logicalrelid IN (
    WITH RECURSIVE connected(rel) AS (
      SELECT rel
      UNION
      SELECT CASE WHEN f.conrelid = c.rel THEN f.confrelid ELSE f.conrelid END::regclass
      FROM connected c JOIN pg_constraint f ON f.contype = 'f' AND c.rel::oid IN (f.conrelid, f.confrelid)
    ) SELECT connected.rel FROM connected);
END $$;

CREATE FUNCTION pg_catalog.truncate_local_data_after_distributing_table(rel regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = rel AND (partmethod = 'h' OR repmodel = 't')) THEN
    RAISE EXCEPTION 'supplied parameter is not a distributed relation';
  END IF;
END $$;

-- Each worker is the same server here.
CREATE FUNCTION pg_catalog.run_command_on_workers(command text, parallel bool DEFAULT true,
  OUT nodename text, OUT nodeport int, OUT success bool, OUT result text) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
  node pg_dist_node;
BEGIN
  FOR node IN SELECT * FROM pg_dist_node d WHERE d.groupid > 0 ORDER BY d.groupid LOOP
    nodename := node.nodename;
    nodeport := node.nodeport;
    success := NOT EXISTS (SELECT 1 FROM stand_in_shut s WHERE s.rolename = current_user AND s.nodename = node.nodename);
    SELECT a.result INTO run_command_on_workers.result FROM stand_in_answer a WHERE command LIKE a.asked AND a.nodename = node.nodename;
    IF NOT success THEN result := format('failed to connect to %s:%s', nodename, nodeport);
    ELSIF result IS NULL THEN EXECUTE command INTO result;
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- A table is its own only shard here.
CREATE FUNCTION pg_catalog.run_command_on_shards(rel regclass, command text, parallel bool DEFAULT true,
  OUT shardid bigint, OUT success bool, OUT result text) RETURNS SETOF record LANGUAGE plpgsql AS $$
BEGIN
  shardid := 1;
  success := true;
  EXECUTE format(command, rel) INTO result;
  RETURN NEXT;
END $$;

CREATE FUNCTION pg_catalog.stand_in_on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
  known regclass;
BEGIN
  FOR known IN SELECT logicalrelid FROM pg_dist_partition WHERE partmethod = 'h' LOOP
    PERFORM stand_in_check_table(known);
  END LOOP;
  PERFORM stand_in_check_references();
  IF tg_tag IN ('GRANT', 'REVOKE') AND known IS NOT NULL
    AND current_setting('citus.multi_shard_modify_mode', true) IS DISTINCT FROM 'sequential' THEN
    RAISE EXCEPTION 'cannot execute % because there was a parallel operation on a distributed table in the transaction', tg_tag;
  END IF;
END $$;
CREATE EVENT TRIGGER stand_in_ddl ON ddl_command_end EXECUTE FUNCTION pg_catalog.stand_in_on_ddl();
