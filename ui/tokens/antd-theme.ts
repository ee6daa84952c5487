import type { ThemeConfig } from 'antd';
import { color, font, shape, type } from './index.ts';

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
    fontFamily: font.family,
    fontSize: type.text[0],
    borderRadius: shape.corner,
    controlHeight: shape.control,
    wireframe: false,
  },
};
