import { PlannerTabs } from '../features/planner/planner-tabs.tsx';
import { PredictPage } from '../features/prediction/predict-page.tsx';

/** Prediction among the pages of Plan. */
export function PredictInPlan() {
  return <PredictPage tabs={<PlannerTabs here="predict" />} />;
}
