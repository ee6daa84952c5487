import { useUrl } from '../app/go.tsx';
import { Choice } from './controls.tsx';

/** Which of its states a list shows, kept in the address; where the address says nothing it is the first. */
export function useStateInAddress<State extends string>(states: readonly [State, ...State[]]): [State, (next: State) => void] {
  const [url, change] = useUrl();
  const state = states.find((one) => one === url.state) ?? states[0];
  return [state, (next) => change({ state: next === states[0] ? undefined : next })];
}

/** The choice among the states of a list. */
export function StateFilter<State extends string>({
  label,
  states,
  word,
  value,
  onChange,
}: {
  label: string;
  states: readonly State[];
  word: (state: State) => string;
  value: State;
  onChange: (next: State) => void;
}) {
  return (
    <Choice
      isLabelShown
      label={label}
      value={value}
      options={states.map((one) => ({ value: one, label: word(one) }))}
      onChange={onChange}
    />
  );
}
