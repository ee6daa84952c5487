import { route, type Route } from '../../kit/http/index.ts';
import { dayText } from '../../kit/time/index.ts';
import { adoptionOf, designReply, findDesign } from '../../rooms/planner/index.ts';
import { designPdf } from './draw.ts';
import { printedDesign } from './printed.ts';

/** A design on paper. */
export const printDesignRoutes: Route[] = [
  route({
    id: 'designs.pdf',
    method: 'get',
    path: '/planner/designs/{id}/pdf',
    tag: 'Planner',
    permission: 'planner.read',
    summary: 'The plan of the business for the wall: map, canvas, figures and ten steps, in the language of the request',
    replyType: 'application/pdf',
    async handle(ctx, { params, language }) {
      const { design_id: designId } = await findDesign(ctx, params['id'] ?? '');
      const design = await designReply(ctx, designId);
      const adoption = await adoptionOf(ctx, designId);
      const lived = adoption?.ended_at === null ? adoption : null;
      const { name: brand, currency } = ctx.tenant;
      const printed = printedDesign(design, { language, brand, currency, today: dayText(ctx.today), lived });
      return new Response(new Uint8Array(designPdf(printed)), {
        headers: {
          'content-type': 'application/pdf',
          'content-disposition': `attachment; filename="${design.id}.pdf"`,
          'cache-control': 'no-store',
        },
      });
    },
  }),
];
