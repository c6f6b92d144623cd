import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { circles } from "./build/circles.mjs";
import { zones } from "./build/zones.mjs";

const house = { rules: { circles, zones } };

export default tseslint.config(
  { ignores: ["dist", "node_modules"] },
  ...tseslint.configs.recommended,
  {
    files: ["{src,inbox}/**/*.{ts,tsx}"],
    plugins: { house, "react-hooks": hooks },
    rules: {
      "house/zones": "error",
      "house/circles": "error",
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "max-lines": ["error", { max: 250 }],
      "no-console": "error",
      eqeqeq: "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  { files: ["src/api/generated/**"], rules: { "max-lines": "off" } },
);
