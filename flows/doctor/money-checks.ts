import type { Check } from './checks.ts';

// Everything is added up from entries and facts anew: no total, balance row or state is taken for granted.

/** Whose balances somebody's records move: their own, or those of whoever absorbed them. */
const owner = `SELECT p.person_id, coalesce(p.merged_into, p.person_id) AS owner_id FROM relations.person AS p WHERE p.tenant_id = $1`;

/** The books, what people earned and what they were paid (I1 to I10). */
export const moneyChecks: readonly Check[] = [
  {
    id: 'I1.balanced',
    title: { 'zh-CN': '每笔记账借贷相等', en: 'Every posting is balanced and has the entries it says' },
    sql: `SELECT t.txn, t.source, t.kind, t.entries, e.entries AS there, e.total
            FROM ledger.txn AS t
            FULL JOIN (SELECT entry.txn, count(*) AS entries, sum(entry.amount) AS total FROM ledger.entry AS entry WHERE entry.tenant_id = $1 GROUP BY entry.txn) AS e
              ON e.txn = t.txn
           WHERE coalesce(t.tenant_id, $1) = $1 AND (t.txn IS NULL OR e.txn IS NULL OR e.total <> 0 OR e.entries <> t.entries)`,
  },
  {
    id: 'I2.balances',
    title: { 'zh-CN': '个人余额等于分录之和', en: 'The balance rows of people are the sum of their entries' },
    sql: `SELECT coalesce(k.person_id, e.person_id) AS person_id, coalesce(k.account, e.account) AS account, k.amount AS kept, e.amount
            FROM (SELECT b.person_id, b.account, b.amount FROM ledger.balance AS b WHERE b.tenant_id = $1) AS k
            FULL JOIN (SELECT entry.person_id, entry.account, CASE WHEN entry.account = 'receivable' THEN sum(entry.amount) ELSE -sum(entry.amount) END AS amount
                         FROM ledger.entry AS entry
                        WHERE entry.tenant_id = $1 AND entry.account IN ('available', 'held', 'receivable', 'points', 'prepaid') GROUP BY entry.person_id, entry.account) AS e
              ON e.person_id = k.person_id AND e.account = k.account
           WHERE coalesce(k.amount, 0) <> coalesce(e.amount, 0)`,
  },
  {
    id: 'I2.accounts',
    title: { 'zh-CN': '科目汇总等于分录之和', en: 'The totals of accounts are the sum of the entries they cover' },
    sql: `SELECT coalesce(k.person_id, e.person_id) AS person_id, coalesce(k.account, e.account) AS account, k.debit AS kept_debit, e.debit, k.credit AS kept_credit, e.credit
            FROM (SELECT a.person_id, a.account, a.debit, a.credit FROM ledger.account_total AS a WHERE a.tenant_id = $1) AS k
            FULL JOIN (SELECT coalesce(entry.person_id, '00000000-0000-0000-0000-000000000000'::uuid) AS person_id, entry.account,
                              sum(greatest(entry.amount, 0)) AS debit, sum(greatest(-entry.amount, 0)) AS credit
                         FROM ledger.entry AS entry JOIN ledger.rolled AS r ON r.tenant_id = $1 AND entry.entry <= r.through_entry
                        WHERE entry.tenant_id = $1 GROUP BY 1, 2) AS e
              ON e.person_id = k.person_id AND e.account = k.account
           WHERE (coalesce(k.debit, 0), coalesce(k.credit, 0)) <> (coalesce(e.debit, 0), coalesce(e.credit, 0))`,
  },
  {
    id: 'I4.notNegative',
    title: {
      'zh-CN': '个人余额不为负；全额抵欠时，可提现与欠款不并存',
      en: 'Nobody has less than nothing, nor, where all that is earned pays a debt, something available and a debt at once',
    },
    sql: `SELECT b.person_id, b.pending, b.available, b.held, b.receivable, b.prepaid
            FROM (SELECT entry.person_id, -coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'pending'), 0) AS pending,
                         -coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'available'), 0) AS available, -coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'held'), 0) AS held,
                         coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'receivable'), 0) AS receivable, -coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'prepaid'), 0) AS prepaid
                    FROM ledger.entry AS entry WHERE entry.tenant_id = $1 AND entry.person_id IS NOT NULL GROUP BY entry.person_id) AS b
           WHERE least(b.pending, b.available, b.held, b.receivable, b.prepaid) < 0 OR (b.available > 0 AND b.receivable > 0 AND NOT EXISTS (SELECT 1 FROM partners.net_dial AS d WHERE d.tenant_id = $1 AND d.max_net_pct < 100))`,
  },
  {
    id: 'I5.purses',
    title: { 'zh-CN': '每人余额等于所得减所提', en: 'What people have is what they earned less what they took out' },
    sql: `WITH owner AS (${owner}), part AS (
            SELECT owner.owner_id, -entry.amount AS pending, 0::bigint AS has, 0::bigint AS pending_should_be, 0::bigint AS should_be
              FROM ledger.entry AS entry JOIN owner ON owner.person_id = entry.person_id WHERE entry.tenant_id = $1 AND entry.account = 'pending'
            UNION ALL
            SELECT owner.owner_id, 0, -entry.amount, 0, 0
              FROM ledger.entry AS entry JOIN owner ON owner.person_id = entry.person_id WHERE entry.tenant_id = $1 AND entry.account IN ('available', 'held', 'receivable')
            UNION ALL
            SELECT owner.owner_id, 0, 0, CASE WHEN c.state = 'pending' THEN c.amount - c.reversed ELSE 0 END, CASE WHEN c.state = 'pending' THEN 0 ELSE c.amount - c.reversed END
              FROM partners.commission AS c JOIN owner ON owner.person_id = c.payee_id WHERE c.tenant_id = $1
            UNION ALL
            SELECT owner.owner_id, 0, 0, 0, -w.amount
              FROM partners.withdrawal AS w JOIN owner ON owner.person_id = w.person_id WHERE w.tenant_id = $1 AND w.state IN ('requested', 'approved', 'settled')
            UNION ALL
            SELECT owner.owner_id, 0, 0, 0, (m.facts ->> 'writtenOff')::bigint
              FROM partners.money_case AS m JOIN owner ON owner.person_id = m.person_id WHERE m.tenant_id = $1 AND m.kind = 'writeOff' AND m.outcome = 'release')
          SELECT part.owner_id, sum(part.pending) AS pending, sum(part.pending_should_be) AS pending_should_be, sum(part.has) AS has, sum(part.should_be) AS should_be
            FROM part GROUP BY part.owner_id HAVING sum(part.pending) <> sum(part.pending_should_be) OR sum(part.has) <> sum(part.should_be)`,
  },
  {
    id: 'I5.clearing',
    title: { 'zh-CN': '在途提现等于未结束的提现', en: 'What is on its way out is what open withdrawals asked for' },
    sql: `SELECT e.amount AS clearing, w.amount AS should_be
            FROM (SELECT -coalesce(sum(entry.amount), 0) AS amount FROM ledger.entry AS entry WHERE entry.tenant_id = $1 AND entry.account = 'payout:clearing') AS e
           CROSS JOIN (SELECT coalesce(sum(withdrawal.amount), 0) AS amount FROM partners.withdrawal AS withdrawal
                        WHERE withdrawal.tenant_id = $1 AND withdrawal.state IN ('requested', 'approved')) AS w
           WHERE e.amount <> w.amount`,
  },
  {
    id: 'I5.held',
    title: { 'zh-CN': '冻结余额等于未结案件所冻结', en: 'What people have held is what open cases hold' },
    sql: `WITH owner AS (${owner}), part AS (
            SELECT owner.owner_id, -entry.amount AS held, 0::bigint AS should_be FROM ledger.entry AS entry JOIN owner ON owner.person_id = entry.person_id
             WHERE entry.tenant_id = $1 AND entry.account = 'held'
            UNION ALL
            SELECT owner.owner_id, 0, i.held FROM partners.case_item AS i JOIN owner ON owner.person_id = i.payee_id WHERE i.tenant_id = $1 AND i.held > 0)
          SELECT part.owner_id, sum(part.held) AS held, sum(part.should_be) AS should_be FROM part GROUP BY part.owner_id HAVING sum(part.held) <> sum(part.should_be)`,
  },
  {
    id: 'I5.paid',
    title: { 'zh-CN': '已付分润由已到账提现覆盖', en: 'Commissions that are paid are covered by settled withdrawals' },
    sql: `WITH owner AS (${owner})
          SELECT c.owner_id, c.amount AS paid, coalesce(w.amount, 0) AS settled
            FROM (SELECT owner.owner_id, sum(c.amount - c.reversed) AS amount FROM partners.commission AS c JOIN owner ON owner.person_id = c.payee_id
                   WHERE c.tenant_id = $1 AND c.state = 'paid' GROUP BY owner.owner_id) AS c
            LEFT JOIN (SELECT withdrawal.person_id, sum(withdrawal.amount) AS amount FROM partners.withdrawal AS withdrawal
                        WHERE withdrawal.tenant_id = $1 AND withdrawal.state = 'settled' GROUP BY withdrawal.person_id) AS w ON w.person_id = c.owner_id
           WHERE c.amount > coalesce(w.amount, 0)`,
  },
  {
    id: 'S4.netted',
    title: { 'zh-CN': '抵欠不超过品牌所定比例', en: 'Of what became somebody’s no more paid a debt than the brand says' },
    sql: `SELECT e.txn, t.source, t.kind, e.person_id, e.repaid, e.available, dial.max_net_pct
            FROM (SELECT entry.txn, entry.person_id, -coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'receivable'), 0) AS repaid,
                         -coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'available'), 0) AS available
                    FROM ledger.entry AS entry
                   WHERE entry.tenant_id = $1 AND entry.account IN ('receivable', 'available')
                     AND entry.txn >= (SELECT min(d.from_txn) FROM partners.net_dial AS d WHERE d.tenant_id = $1 AND d.max_net_pct < 100)
                   GROUP BY entry.txn, entry.person_id) AS e
            JOIN ledger.txn AS t ON t.tenant_id = $1 AND t.txn = e.txn
           CROSS JOIN LATERAL (SELECT d.max_net_pct FROM partners.net_dial AS d
                                WHERE d.tenant_id = $1 AND d.from_txn <= e.txn ORDER BY d.from_txn DESC LIMIT 1) AS dial
           WHERE e.repaid > 0 AND e.repaid * 100 > dial.max_net_pct * (e.repaid + e.available)
             AND (t.source = 'commission' AND t.kind = 'confirm' OR t.source = 'case' AND t.kind = 'release'
                  OR t.source = 'withdrawal' AND t.kind IN ('fail', 'reject') OR t.source = 'refund' AND t.kind = 'accrual')`,
  },
  {
    id: 'S6.invoice',
    title: { 'zh-CN': '按发票付款的提现都有发票', en: 'Whoever was paid against an invoice gave one' },
    sql: `SELECT w.withdrawal_id, w.state, w.amount FROM partners.withdrawal AS w
           WHERE w.tenant_id = $1 AND w.tax_method = 'invoice' AND w.state IN ('approved', 'settled') AND w.invoice IS NULL
             AND NOT EXISTS (SELECT 1 FROM partners.invoice AS i WHERE i.tenant_id = $1 AND i.withdrawal_id = w.withdrawal_id)`,
  },
  {
    id: 'I6.onePayee',
    title: { 'zh-CN': '同一明细同一层级只有一位受益人', en: 'A line pays one person per role and depth' },
    sql: `SELECT c.order_id, c.line, c.role, c.depth, count(*) AS payees FROM partners.commission AS c
           WHERE c.tenant_id = $1 AND c.role IN ('direct', 'indirect') GROUP BY c.order_id, c.line, c.role, c.depth HAVING count(*) > 1`,
  },
  {
    id: 'I8.states',
    title: { 'zh-CN': '待结算的没有确认时间，已付的不在案件中', en: 'Nothing pending was confirmed, nothing paid is held' },
    sql: `SELECT c.order_id, c.line, c.role, c.depth, c.state, c.due_at, c.confirmed_at, c.case_id FROM partners.commission AS c
           WHERE c.tenant_id = $1 AND (c.state = 'pending' AND c.confirmed_at IS NOT NULL OR c.state = 'paid' AND c.case_id IS NOT NULL)`,
  },
  {
    id: 'I9.payments',
    title: { 'zh-CN': '订单实收等于其付款之和', en: 'What an order received is the sum of its payments, and covers what went back' },
    sql: `SELECT o.order_id, o.tendered_amount, coalesce(p.amount, 0) AS payments, o.refunded_amount, o.net_amount
            FROM orders.customer_order AS o
            LEFT JOIN (SELECT payment.order_id, sum(payment.amount) AS amount FROM orders.payment AS payment WHERE payment.tenant_id = $1 GROUP BY payment.order_id) AS p
              ON p.order_id = o.order_id
           WHERE o.tenant_id = $1 AND o.is_live AND (o.tendered_amount <> coalesce(p.amount, 0) + o.exchanged_amount OR o.net_amount < 0
             OR (o.paid_at IS NOT NULL AND o.tendered_amount <> o.charged_amount))`,
  },
  {
    id: 'I9.owed',
    title: { 'zh-CN': '待退款与未核销款不为负', en: 'Nothing went back that was not owed, nothing was applied that did not come' },
    sql: `SELECT entry.account, sum(entry.amount) AS balance FROM ledger.entry AS entry
           WHERE entry.tenant_id = $1 AND entry.account IN ('customer:unapplied', 'refund:payable') GROUP BY entry.account HAVING sum(entry.amount) > 0`,
  },
  {
    id: 'I10.prepaid',
    title: { 'zh-CN': '预收负债等于未用的会员款', en: 'What members are owed is what memberships brought and was not given back' },
    sql: `WITH owner AS (${owner}), part AS (
            SELECT owner.owner_id, -entry.amount AS prepaid, 0::bigint AS should_be FROM ledger.entry AS entry JOIN owner ON owner.person_id = entry.person_id
             WHERE entry.tenant_id = $1 AND entry.account = 'prepaid'
            UNION ALL
            SELECT o.person_id, 0, line.amount - line.refunded_amount FROM orders.line AS line
              JOIN orders.customer_order AS o ON o.tenant_id = $1 AND o.order_id = line.order_id AND o.is_live AND o.paid_at IS NOT NULL
             WHERE line.tenant_id = $1 AND line.is_prepaid
               AND NOT EXISTS (SELECT 1 FROM membership.card AS c WHERE c.tenant_id = $1 AND c.order_id = line.order_id AND c.line = line.line)
            UNION ALL
            SELECT c.person_id, 0, c.liability_amount FROM membership.card AS c WHERE c.tenant_id = $1 AND c.liability_amount <> 0)
          SELECT part.owner_id, sum(part.prepaid) AS prepaid, sum(part.should_be) AS should_be FROM part GROUP BY part.owner_id HAVING sum(part.prepaid) <> sum(part.should_be)`,
  },
  {
    id: 'I10.cards',
    title: {
      'zh-CN': '每张会员卡的预收等于未用部分（费用×剩余÷总数）',
      en: 'What is owed for a card is its fee × what is neither used nor lapsed ÷ everything it gives',
    },
    sql: `SELECT c.card_id, c.fee_amount, c.refunded_amount, c.unit_count, c.consumed, c.liability_amount
            FROM membership.card AS c
           WHERE c.tenant_id = $1
             AND c.liability_amount <> CASE WHEN c.paid_at IS NULL OR c.ended_at IS NOT NULL OR c.unit_count = 0 THEN 0
                                            ELSE div(2::numeric * (c.fee_amount - c.refunded_amount) * (c.unit_count - c.consumed - c.spent) + c.unit_count, 2::numeric * c.unit_count) END`,
  },
  {
    id: 'I10.cardRefunds',
    title: { 'zh-CN': '会员卡的退款等于订单行的退款', en: 'What was given back for cards is what was given back on their lines' },
    sql: `SELECT line.order_id, line.line, line.amount, line.refunded_amount, sum(c.fee_amount) AS fees, sum(c.refunded_amount) AS refunded
            FROM orders.line AS line JOIN membership.card AS c ON c.tenant_id = $1 AND c.order_id = line.order_id AND c.line = line.line AND c.ended IS DISTINCT FROM 'given'
           WHERE line.tenant_id = $1
           GROUP BY line.order_id, line.line, line.amount, line.refunded_amount
          HAVING sum(c.fee_amount) <> line.amount OR sum(c.refunded_amount) <> line.refunded_amount`,
  },
  {
    id: 'I10.uses',
    title: {
      'zh-CN': '每期领取不超过卡的份数，已用等于各期之和',
      en: 'No period of a card gave more than it has, and what was used is what its periods gave',
    },
    sql: `SELECT c.card_id, c.used, c.units_each, sum(u.used) AS taken, max(u.used) AS most
            FROM membership.card AS c LEFT JOIN membership.card_use AS u ON u.tenant_id = $1 AND u.card_id = c.card_id
           WHERE c.tenant_id = $1
           GROUP BY c.card_id, c.used, c.units_each, c.unit_count, c.kind
          HAVING coalesce(sum(u.used), 0) <> c.used OR coalesce(max(u.used), 0) > CASE WHEN c.kind = 'balance' THEN c.unit_count ELSE c.units_each END`,
  },
  {
    id: 'I10.spends',
    title: {
      'zh-CN': '余额抵付与订单付款一致，卡上未还的等于订单上未退的，取消的订单全数退回',
      en: 'What cards pay of orders is a payment of them, is out on the card as long as it is not back, and is back whole where the order was called off',
    },
    sql: `SELECT coalesce(s.order_id, p.order_id) AS order_id, NULL::uuid AS card_id, s.amount, p.amount AS payments, s.back, o.cancelled_at
            FROM (SELECT spend.order_id, sum(spend.amount) AS amount, sum(spend.amount_back) AS back FROM membership.card_spend AS spend
                   WHERE spend.tenant_id = $1 GROUP BY spend.order_id) AS s
            FULL JOIN (SELECT payment.order_id, sum(payment.amount) AS amount FROM orders.payment AS payment
                        WHERE payment.tenant_id = $1 AND payment.provider = 'balance' GROUP BY payment.order_id) AS p ON p.order_id = s.order_id
            LEFT JOIN orders.customer_order AS o ON o.tenant_id = $1 AND o.order_id = coalesce(s.order_id, p.order_id)
           WHERE s.amount IS DISTINCT FROM p.amount OR o.cancelled_at IS NOT NULL AND s.back <> s.amount OR s.back > o.refunded_amount AND o.cancelled_at IS NULL
          UNION ALL
          SELECT NULL, c.card_id, c.spent, coalesce(sum(spend.units - spend.units_back), 0), NULL, NULL
            FROM membership.card AS c LEFT JOIN membership.card_spend AS spend ON spend.tenant_id = $1 AND spend.card_id = c.card_id
           WHERE c.tenant_id = $1 AND c.kind = 'balance'
           GROUP BY c.card_id, c.spent HAVING c.spent <> coalesce(sum(spend.units - spend.units_back), 0)`,
  },
  {
    id: 'I10.members',
    title: { 'zh-CN': '会员身份等于有效会员卡的并集', en: 'Whoever is told to be a member has a card that runs, and the other way round' },
    sql: `SELECT coalesce(told.person_id, runs.person_id) AS person_id, told.person_id IS NOT NULL AS is_told, runs.person_id IS NOT NULL AS runs
            FROM (SELECT s.person_id FROM membership.standing AS s WHERE s.tenant_id = $1 AND s.to_at IS NULL) AS told
            FULL JOIN (SELECT DISTINCT c.person_id FROM membership.card AS c
                        WHERE c.tenant_id = $1 AND c.paid_at IS NOT NULL AND c.ended_at IS NULL AND c.frozen_on IS NULL
                          AND (c.to_at IS NULL OR c.due_at IS NOT NULL) AND (c.due_at IS DISTINCT FROM c.from_at OR c.used > 0)) AS runs
              ON runs.person_id = told.person_id
           WHERE told.person_id IS NULL OR runs.person_id IS NULL`,
  },
];
