import type { z } from 'zod';
import type * as shapes from '../kit/http/shapes.ts';
import type * as partners from '../rooms/partners/api.ts';
import { get, patch, post } from './endpoint.ts';

type Reply<T extends z.ZodType> = z.output<T>;
type Body<T extends z.ZodType> = z.input<T>;
type Query<T extends z.ZodType> = { [K in keyof z.output<T>]?: z.output<T>[K] | undefined };
type PageQuery = Query<typeof shapes.pageQuery>;

/** What a brand writes for its partners and asks of them. */
export const joiningEndpoints = {
  lessons: {
    list: get<PageQuery, Reply<typeof partners.lessonList>>()('/lessons'),
    create: post<Body<typeof partners.createLesson>, Reply<typeof partners.lesson>>()('/lessons'),
    get: get<null, Reply<typeof partners.lesson>>()('/lessons/{id}'),
    update: patch<Body<typeof partners.updateLesson>, Reply<typeof partners.lesson>>()('/lessons/{id}'),
  },
  materials: {
    list: get<PageQuery, Reply<typeof partners.materialList>>()('/materials'),
    create: post<Body<typeof partners.createMaterial>, Reply<typeof partners.material>>()('/materials'),
    get: get<null, Reply<typeof partners.material>>()('/materials/{id}'),
    update: patch<Body<typeof partners.updateMaterial>, Reply<typeof partners.material>>()('/materials/{id}'),
  },
  teamNotices: {
    list: get<PageQuery, Reply<typeof partners.teamNoticeList>>()('/team-notices'),
    create: post<Body<typeof partners.createTeamNotice>, Reply<typeof partners.teamNotice>>()('/team-notices'),
    withdraw: post<object, Reply<typeof partners.teamNotice>>()('/team-notices/{id}/withdraw'),
  },
  teamTasks: {
    list: get<PageQuery, Reply<typeof partners.teamTaskList>>()('/team-tasks'),
    create: post<Body<typeof partners.createTeamTask>, Reply<typeof partners.teamTask>>()('/team-tasks'),
    progress: get<PageQuery, Reply<typeof partners.teamProgress>>()('/team-tasks/{id}/progress'),
    end: post<object, Reply<typeof partners.teamTask>>()('/team-tasks/{id}/end'),
  },
  leads: {
    list: get<Query<typeof partners.leadsQuery>, Reply<typeof partners.leadList>>()('/leads'),
    create: post<Body<typeof partners.handLead>, Reply<typeof partners.lead>>()('/leads'),
    get: get<null, Reply<typeof partners.lead>>()('/leads/{id}'),
    takeBack: post<object, Reply<typeof partners.lead>>()('/leads/{id}/take-back'),
  },
};
