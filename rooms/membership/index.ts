export type { Card, MemberCard } from './api.ts';
