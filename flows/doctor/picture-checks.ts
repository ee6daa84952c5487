import type { Check } from './checks.ts';

/** Pictures of products (SPEC C1). Bytes that nobody shows any more are no fault: they are swept within the hour. */
export const pictureChecks: readonly Check[] = [
  {
    id: 'C1.pictures',
    title: {
      'zh-CN': '产品图片与保存的内容一致，且不超过八张',
      en: 'Each picture is the one that is kept, and a product has at most eight',
    },
    sql: `SELECT p.product_id, p.picture_id, p.width, f.width AS kept_width, p.height, f.height AS kept_height
            FROM catalog.picture AS p JOIN catalog.picture_file AS f ON f.tenant_id = $1 AND f.hash = p.hash
           WHERE p.tenant_id = $1 AND (p.width <> f.width OR p.height <> f.height)
           UNION ALL
          SELECT p.product_id, min(p.picture_id::text)::uuid, count(*)::int, 8, 0, 0 FROM catalog.picture AS p
           WHERE p.tenant_id = $1 AND p.removed_at IS NULL GROUP BY p.product_id HAVING count(*) > 8`,
  },
];
