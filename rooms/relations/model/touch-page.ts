import type { Uuid } from '../../../kit/ids/index.ts';

/** How many touches a page has places for: the last two bytes of a touch's id say which is its. */
export const PLACES = 0xffff;
/** A place that leads to no link. */
export const NOBODYS = 0xffff;

const TAIL = 4;

/** The id of a page, made of a fresh one: the touches on it stand after it, in their order. */
export function pageIdOf(id: Uuid): Uuid {
  return `${id.slice(0, -TAIL)}0000`;
}

export function touchIdOn(pageId: Uuid, place: number): Uuid {
  return pageId.slice(0, -TAIL) + place.toString(16).padStart(TAIL, '0');
}

/** Where a touch stood, if it stood on a page. */
export function placeOf(touchId: Uuid): { pageId: Uuid; place: number } {
  return { pageId: pageIdOf(touchId), place: Number.parseInt(touchId.slice(-TAIL), 16) };
}
