import { platformRoute, type AnyRoute } from '../../kit/http/index.ts';
import * as shapes from '../../rooms/identity/api.ts';
import { brand, founderOf, openTenantCtx } from '../../rooms/identity/index.ts';
import { openSample, type SampleHost } from './open-sample.ts';

/** The sample brand from the first screen and the command line. */
export function sampleRoutes(host: SampleHost): AnyRoute[] {
  return [
    platformRoute({
      id: 'brands.openSample',
      method: 'post',
      path: '/brands/sample',
      summary: 'Make the sample brand, or name it when it is there; it is brought up to its present behind the answer',
      tag: 'Brand',
      access: 'known',
      permit: founderOf,
      status: 201,
      body: shapes.sampleBrand,
      reply: shapes.brand,
      async handle(platform, { body }) {
        const { tenantId } = await openSample(platform, host, body);
        // The slug may be that of somebody else's brand: who has no part in it must not learn that it exists.
        const options = { how: 'read', recordedAt: platform.now, requestId: platform.requestId, log: platform.log } as const;
        return await openTenantCtx(platform.db, tenantId, platform.caller, options, brand);
      },
    }),
  ];
}
