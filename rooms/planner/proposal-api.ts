import { z } from 'zod';
import { instant, money, stage } from '../../kit/http/shapes.ts';
import { said } from './diagnosis-api.ts';

const kind = z.enum(['product', 'card', 'tier', 'commissionPlan', 'ceremony', 'script', 'task']).meta({ id: 'ProposalKind' });

/** Something of the brand: where it is looked at stands below `/b/<brand>/`. */
const object = z.object({ id: z.string(), name: z.string(), screen: z.string() });

/** What a design would create, or created. */
export const proposal = z
  .object({
    /** stable within a design: the same key is made once */
    key: z.string(),
    kind,
    name: z.string(),
    stage,
    /** the cell of the map it comes from; null: the plan as a whole */
    cell: z.string().nullable(),
    why: said,
    preview: z.object({ price: money.nullable(), ratePpm: z.number().int().nullable(), lines: z.array(z.string()) }),
    /** what the room of the thing would be asked with */
    body: z.record(z.string(), z.unknown()),
    /**
     * `new`: nothing was made; `draft`: made and not live; `changed`: made, not live, and no longer what the design says; `live`: in use;
     * `gone`: taken away since
     */
    state: z.enum(['new', 'draft', 'changed', 'live', 'gone']),
    made: object.extend({ madeAt: instant }).nullable(),
    /** what the brand has of the kind and did not make from here: look before making another */
    exists: object.nullable(),
    /** what stands against its going live: for a commission plan, every rule it breaks */
    problems: z.array(z.object({ code: z.string(), detail: z.string() })),
    isSuggested: z.boolean(),
  })
  .meta({ id: 'Proposal' });

export const proposalList = z.object({ data: z.array(proposal) }).meta({ id: 'ProposalList' });

export const makeProposals = z.strictObject({ keys: z.array(z.string().min(1).max(120)).min(1).max(200) });

export const proposalsMade = z
  .object({
    /** `isNew` false: it was made before */
    data: z.array(z.object({ key: z.string(), kind, id: z.string(), isNew: z.boolean(), screen: z.string() })),
    refused: z.array(z.object({ key: z.string(), code: z.string(), detail: z.string() })),
  })
  .meta({ id: 'ProposalsMade' });

export type ProposalKind = z.infer<typeof kind>;
export type ProposalJson = z.infer<typeof proposal>;
