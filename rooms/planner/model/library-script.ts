import type { ScriptDocument } from '../script-api.ts';
import { presetIds } from './presets.ts';
import { scriptsOf, type Script } from './scripts.ts';

/** A text of the library in a language, by its trade and its name there (`milk-tea/fan.group.solitaire`); null where there is none of that id. */
export function libraryScript(
  id: string,
  language: 'zh-CN' | 'en',
): { stage: Script['stage']; scene: Script['scene']; document: ScriptDocument } | null {
  const [named, name] = id.split('/');
  const trade = presetIds.find((one) => one === named);
  const script = trade && scriptsOf(trade, language).find((one) => one.id === name);
  if (!script) return null;
  const { stage, scene, goal, persona, opener, needQuestions, valuePoint, offer, close, nextStep, exitLine, optOutLine, tone, maxChars } =
    script;
  return {
    stage,
    scene,
    document: {
      goal,
      persona,
      trigger: script.trigger,
      opener,
      needQuestions: [...needQuestions],
      valuePoint,
      ...(script.proof === null ? {} : { proof: script.proof }),
      offer,
      ...(script.urgency === null ? {} : { urgency: script.urgency }),
      objections: script.objections.map((one) => ({ ...one })),
      close: { ...close },
      nextStep,
      exitLine,
      optOutLine,
      variables: script.variables.map((one) => one.name),
      tone,
      maxChars,
      followUps: script.followUps.map(({ afterDays, text, stopIf }) => ({
        afterDays,
        text,
        stopIf: stopIf.join(language === 'en' ? ', ' : '、'),
      })),
    },
  };
}
