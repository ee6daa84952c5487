import type { ShopClient } from '../../../../sdk/shop.ts';

type Told<Name extends keyof ShopClient> = Awaited<ReturnType<ShopClient[Name]>>;

export type Partnership = Told<'myPartnership'>;
export type Purse = Told<'purse'>;
export type Earning = Told<'earnings'>['data'][number];
export type Withdrawal = Told<'withdrawals'>['data'][number];
export type Payee = Told<'payee'>;
export type Plan = Told<'partnerPlan'>;
export type Incomes = Told<'incomeDisclosure'>;
export type Lesson = Told<'lesson'>;
export type Lead = Told<'leads'>['data'][number];
