import { QRCode } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrand } from '../../../../ui/app/context.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { Section } from '../../../../ui/page/page.tsx';

const SIZE = 200;
const ownOnly = /^(localhost|127\.|\[?::1)/;

/** The shop on one's own telephone: only an address, and what it means to open the door it needs. */
export function OnPhone() {
  const { t } = useTranslation('pricing');
  const brand = useBrand();
  const [typed, setTyped] = useState(ownOnly.test(location.hostname) ? '' : location.host);
  const host = typed.trim();
  const isHost = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:]+\](:\d{1,5})?$/i.test(host) && !ownOnly.test(host);
  const address = isHost ? `${location.protocol}//${host}/s/${brand.slug}` : null;
  return (
    <Section title={t('phone.title')} note={t('phone.note')} isCard>
      <p>
        <a className="zh-link" href={`/s/${brand.slug}`} target="_blank" rel="noreferrer">
          {t('phone.here')}
        </a>
      </p>
      <p className="zh-note zh-note-warning">
        {t('phone.warning')} <code className="zh-code">zihuan serve --host 0.0.0.0</code>
      </p>
      <div className="zh-narrow">
        <TextField
          label={t('phone.address')}
          value={typed}
          onChange={setTyped}
          placeholder="192.168.1.20:7700"
          hint={t(host !== '' && !isHost ? 'phone.wrong' : 'phone.addressHint')}
        />
      </div>
      {address ? (
        <figure className="zh-pay-code">
          <QRCode value={address} size={SIZE} bordered={false} type="svg" aria-label={t('phone.picture')} />
          <figcaption className="zh-soft zh-small">
            <bdi>{address}</bdi>
          </figcaption>
        </figure>
      ) : null}
    </Section>
  );
}
