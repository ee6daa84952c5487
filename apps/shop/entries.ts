/**
 * What stands below a person's name on their own page, one line each: where it leads, and under which name its words stand
 * in `entries` of words/me.
 */
export const entries = [] as readonly { to: string; name: 'orders' }[];
