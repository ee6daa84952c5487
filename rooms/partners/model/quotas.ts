// What no task of partners may ask (compliance P1, P4): heads to be recruited, goods to be bought or kept, money to be paid for taking part.
const COUNT = '[\\d一二两三四五六七八九十百千万]+';
const QUOTAS: readonly RegExp[] = [
  /拉人头|发展下线|招下线|拉下线|进货|囤货|压货|拿货|自购|入门费|加盟费|保证金|复投/gu,
  new RegExp(
    `(?:拉|招|招募|发展|推荐)\\s*(?:满|够|到)?\\s*${COUNT}\\s*(?:个|名|位)?\\s*(?:新)?(?:人|代理|合伙人|队员|成员|下级|会员)`,
    'gu',
  ),
  new RegExp(`(?:自己|本人|每人|人人|每位|必须|至少|最低)[^。，；\\n]{0,6}(?:买|购|消费|下单|订货)[^。，；\\n]{0,6}${COUNT}`, 'gu'),
  /recruit(?:ing)?\s+(?:at least\s+)?\d+|(?:bring|sign up|enrol|enroll)\s+(?:in\s+)?(?:at least\s+)?\d+\s+(?:new\s+)?(?:partners|members|people|recruits)/giu,
  /(?:buy|purchase|order)\s+(?:at least|a minimum of|your own)|stock up|purchase quota|minimum (?:order|purchase)|(?:joining|entry) fee|downline/giu,
];

/** The words of a text that ask for heads or for purchases; [] when there are none. */
export function quotasIn(text: string): string[] {
  const plain = text.normalize('NFKC');
  return [...new Set(QUOTAS.flatMap((pattern) => plain.match(pattern) ?? []))];
}
