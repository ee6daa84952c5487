import type { ThemeConfig } from 'antd';
import { color, shape, type } from './index.ts';

/** antd dressed in the tokens. */
export const antdTheme: ThemeConfig = {
  token: {
    colorPrimary: color.accentStrong,
    colorInfo: color.focus,
    colorSuccess: color.good,
    colorWarning: color.warning,
    colorError: color.harmText,
    colorLink: color.accentStrong,
    colorText: color.ink,
    colorTextSecondary: color.inkSoft,
    colorTextTertiary: color.inkFaint,
    colorTextPlaceholder: color.inkFaint,
    colorTextDescription: color.inkSoft,
    colorBgLayout: color.ground,
    colorBgContainer: color.surface,
    colorBorder: color.lineStrong,
    colorBorderSecondary: color.line,
    fontFamily: 'inherit',
    fontSize: type.text[0],
    borderRadius: shape.corner,
    controlHeight: shape.control,
    wireframe: false,
  },
  components: {
    Button: {
      defaultBorderColor: color.lineMiddle,
      defaultHoverColor: color.accentStrong,
      defaultHoverBorderColor: color.accentStrong,
      defaultActiveColor: color.accentStrong,
      defaultActiveBorderColor: color.accentStrong,
      primaryShadow: 'none',
      defaultShadow: 'none',
      dangerShadow: 'none',
    },
    Slider: {
      railBg: color.line,
      railHoverBg: color.lineStrong,
      handleColor: color.accentStrong,
      handleActiveColor: color.accentStrong,
      dotBorderColor: color.lineStrong,
      dotActiveBorderColor: color.lineStrong,
    },
    Segmented: { trackBg: color.sunken, itemColor: color.inkSoft },
    Progress: { defaultColor: color.accent, remainingColor: color.line },
  },
};
