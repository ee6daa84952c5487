import type { Check } from './checks.ts';

/** The time of the brand: sandbox brands run ahead. */
const clock = `SELECT now() + t.clock_offset_ms * interval '1 millisecond' AS at FROM identity.tenant AS t WHERE t.tenant_id = $1`;

/** Who earns from whom now, as far as an interval says it. */
const inForce = `
  SELECT a.subject_id, a.object_id FROM relations.attribution AS a JOIN clock ON true
   WHERE a.tenant_id = $1 AND a.object_id IS NOT NULL AND a.from_at <= clock.at
     AND (a.to_at IS NULL OR a.to_at > clock.at) AND (a.valid_until IS NULL OR a.valid_until > clock.at)`;

/** Who earns from whom and which partner belongs to which (I14, I15). */
export const bondChecks: readonly Check[] = [
  {
    id: 'I14.oneAttribution',
    title: { 'zh-CN': '同一时刻最多归属一人', en: 'Nobody belongs to two people at once, nor do the intervals of a person overlap' },
    sql: `SELECT row.* FROM (
            SELECT a.subject_id, a.attribution_id, a.from_at, a.to_at, lead(a.from_at) OVER (PARTITION BY a.subject_id ORDER BY a.from_at, a.attribution_id) AS next_at
              FROM relations.attribution AS a WHERE a.tenant_id = $1 AND (a.to_at IS NULL OR a.to_at > a.from_at)) AS row
           WHERE row.next_at < coalesce(row.to_at, 'infinity')`,
  },
  {
    id: 'I14.oneSponsor',
    title: { 'zh-CN': '同一时刻最多一位上级合伙人', en: 'No partner belongs to two partners at once' },
    sql: `SELECT row.* FROM (
            SELECT s.subject_id, s.sponsorship_id, s.from_at, s.to_at, lead(s.from_at) OVER (PARTITION BY s.subject_id ORDER BY s.from_at, s.sponsorship_id) AS next_at
              FROM relations.sponsorship AS s WHERE s.tenant_id = $1 AND (s.to_at IS NULL OR s.to_at > s.from_at)) AS row
           WHERE row.next_at < coalesce(row.to_at, 'infinity')`,
  },
  {
    id: 'I14.attributionRing',
    title: { 'zh-CN': '客户归属没有环', en: 'Nobody is, through others, their own customer' },
    sql: `WITH RECURSIVE clock AS (${clock}), bond AS (${inForce}), walk AS (
            SELECT bond.subject_id AS start, bond.object_id AS person_id FROM bond
            UNION
            SELECT walk.start, coalesce(bond.object_id, r.object_id)
              FROM walk
              LEFT JOIN bond ON bond.subject_id = walk.person_id
              LEFT JOIN relations.referral AS r ON r.tenant_id = $1 AND r.subject_id = walk.person_id AND r.to_at IS NULL AND r.binds
                    AND NOT EXISTS (SELECT 1 FROM relations.attribution AS a JOIN clock ON true
                                     WHERE a.tenant_id = $1 AND a.subject_id = walk.person_id AND a.from_at <= clock.at AND (a.to_at IS NULL OR a.to_at > a.from_at))
             WHERE walk.person_id <> walk.start AND coalesce(bond.object_id, r.object_id) IS NOT NULL)
          SELECT walk.start AS person_id FROM walk WHERE walk.person_id = walk.start`,
  },
  {
    id: 'I14.sponsorRing',
    title: { 'zh-CN': '合伙人团队没有环', en: 'No partner stands above themselves' },
    sql: `WITH RECURSIVE walk AS (
            SELECT s.subject_id AS start, s.object_id AS person_id FROM relations.sponsorship AS s WHERE s.tenant_id = $1 AND s.to_at IS NULL
            UNION
            SELECT walk.start, s.object_id FROM walk
              JOIN relations.sponsorship AS s ON s.tenant_id = $1 AND s.subject_id = walk.person_id AND s.to_at IS NULL
             WHERE walk.person_id <> walk.start)
          SELECT walk.start AS person_id FROM walk WHERE walk.person_id = walk.start`,
  },
  {
    id: 'I14.sponsorPartners',
    title: { 'zh-CN': '团队关系只在合伙人之间', en: 'Only partners belong to partners' },
    sql: `SELECT s.sponsorship_id, s.subject_id, s.object_id FROM relations.sponsorship AS s
           WHERE s.tenant_id = $1 AND s.to_at IS NULL
             AND (SELECT count(*) FROM partners.partnership AS p WHERE p.tenant_id = $1 AND p.person_id IN (s.subject_id, s.object_id) AND p.to_at IS NULL) < 2`,
  },
  {
    id: 'I15.brakes',
    title: { 'zh-CN': '推荐暂停必有未结的刹车案件', en: 'Introductions rest exactly while a brake on them is open' },
    sql: `SELECT coalesce(b.pause_id, m.case_id) AS case_id, coalesce(b.person_id, m.person_id) AS person_id
            FROM (SELECT p.pause_id, p.person_id FROM relations.bind_pause AS p WHERE p.tenant_id = $1 AND p.to_at IS NULL) AS b
            FULL JOIN (SELECT c.case_id, c.person_id FROM partners.money_case AS c
                        WHERE c.tenant_id = $1 AND c.kind = 'harm' AND c.state = 'open') AS m ON m.case_id = b.pause_id AND m.person_id = b.person_id
           WHERE b.pause_id IS NULL OR m.case_id IS NULL`,
  },
  {
    id: 'I15.attributionTerms',
    title: { 'zh-CN': '归属期限符合当时的规则', en: 'Every interval has the protection and validity of the dials it was bound under' },
    sql: `SELECT a.attribution_id, a.from_at, a.protected_until, a.valid_until, a.to_at, a.ended, a.dials FROM relations.attribution AS a
           WHERE a.tenant_id = $1 AND a.cause <> 'merge'
             AND (a.protected_until IS DISTINCT FROM a.from_at + (a.dials ->> 'protectionDays')::int * interval '24 hours'
                  OR a.valid_until IS DISTINCT FROM a.from_at + (a.dials ->> 'validityDays')::int * interval '24 hours'
                  OR (a.ended = 'expired' AND a.to_at <> a.valid_until))`,
  },
  {
    id: 'I15.bindingReferrals',
    title: { 'zh-CN': '有锁客规则时的推荐不自带归属', en: 'A referral made under dials is not an attribution by itself' },
    sql: `SELECT r.referral_id, r.recorded_at, d.from_at FROM relations.referral AS r
            JOIN LATERAL (SELECT s.dials, s.from_at FROM relations.dial_setting AS s WHERE s.tenant_id = $1 AND s.setting_id < r.referral_id ORDER BY s.setting_id DESC LIMIT 1) AS d ON true
           WHERE r.tenant_id = $1 AND r.binds AND d.dials IS NOT NULL
             AND EXISTS (SELECT 1 FROM relations.dial_setting AS any_setting WHERE any_setting.tenant_id = $1)`,
  },
];
