/** How sales happen (the scenes of the method), in the order staff meet them. */
export const scenes = [
  'one_to_one',
  'moments_then_chat',
  'moments',
  'group',
  'inquiry',
  'chat_then_marketplace',
  'live',
  'offline_sale',
  'offline_meeting',
  'silent',
] as const;
