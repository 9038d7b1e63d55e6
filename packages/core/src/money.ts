export { apportion, apportionCents, type Part } from "./apportion";
export {
  add,
  compare,
  divideHalfEven,
  fromUnits,
  isZero,
  type Money,
  negate,
  ratio,
  roundTo,
  subtract,
  toCents,
  toUnits,
} from "./decimal";
export { formatMoney, type FormatMoneyOptions, viewDecimals } from "./money-format";
