import { useTranslation } from 'react-i18next';
import type { Role } from '../../../../ui/app/context.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';

/** The roles from the one that may do all to the one that may only look. */
export const roles: readonly Role[] = ['owner', 'operator', 'staff', 'readonly'];

/** Chooses a role for somebody new, and says what that role may do. */
export function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation('identity');
  return (
    <>
      <Choice
        isLabelShown
        label={t('staff.role')}
        value={value}
        options={roles.map((role) => ({ value: role, label: t(`ui:role.${role}`) }))}
        onChange={onChange}
      />
      <p className="zh-soft">{t(`roleText.${value}`)}</p>
    </>
  );
}
