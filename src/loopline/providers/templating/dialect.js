// Loaded before renderer.js: the helpers that templates written for Iterable use, by their names there.
// `kit` is what renderer.js makes helpers of; what comes back are the helpers and how their arguments are treated.
(function () {
  "use strict";
  var TEXT_MAX = 10000, PAD_MAX = 200, PATTERN_MAX = 200;

  function text(value) { return String(value); }
  function number(value) {
    if (typeof value === "number") return value;
    return typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
  }
  function order(a, b) { // numbers as numbers, all else letter by letter
    var x = number(a), y = number(b);
    if (x === x && y === y) return x < y ? -1 : x > y ? 1 : 0;
    return text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
  }
  function filled(size, pad) {
    var letter = pad === undefined || pad === "" ? " " : Array.from(text(pad))[0];
    return letter.repeat(Math.max(0, Math.min(PAD_MAX, size)));
  }

  globalThis.$dialect = function (kit) {
    var absent = kit.absent, test = kit.test, pair = kit.pair, finite = kit.finite;
    function letters(change) { // of a text: without a value there is none
      return function (value) {
        if (absent(value)) return undefined;
        var options = arguments[arguments.length - 1];
        return change(text(value), Array.prototype.slice.call(arguments, 1, -1), options.hash);
      };
    }
    function padded(place) {
      return letters(function (value, args, hash) {
        var size = finite(args[0] === undefined ? hash.size : args[0]) || 0;
        return place(value, size - Array.from(value).length, hash.pad);
      });
    }
    function zone(options) { return options.hash.tz || options.hash.timeZone || options.hash.zone; }
    function dated(value, format, options) {
      var style = absent(format) ? "short" : text(format);
      var named = { full: "long", long: "long", medium: "short", short: "short" }[style] || style;
      var plain = /^(short|long|iso|time|datetime)$/.test(named) || named.indexOf("%") >= 0;
      return (plain ? kit.date : kit.pattern)(value, named, zone(options), options);
    }
    function only(condition) { return pair(condition); }

    var prints = {
      defaultIfEmpty: kit.first,
      ifEq: only(function (a, b) { return order(a, b) === 0; }),
      ifNotEq: test(function (args) { return absent(args[0]) || absent(args[1]) || order(args[0], args[1]) !== 0; }),
      ifGt: only(function (a, b) { return order(a, b) > 0; }),
      ifGte: only(function (a, b) { return order(a, b) >= 0; }),
      ifLt: only(function (a, b) { return order(a, b) < 0; }),
      ifLte: only(function (a, b) { return order(a, b) <= 0; }),
      ifContainsStr: only(function (a, b) { return (Array.isArray(a) ? a.map(text) : text(a)).indexOf(text(b)) >= 0; }),
      ifMatchesRegexStr: only(function (a, b) {
        if (text(b).length > PATTERN_MAX) throw new Error("a pattern has at most " + PATTERN_MAX + " letters");
        return new RegExp(text(b)).test(text(a).slice(0, TEXT_MAX));
      }),
      yesno: function (value) {
        var hash = arguments[arguments.length - 1].hash;
        if (absent(value)) return hash.maybe === undefined ? "maybe" : hash.maybe;
        return value === false || value === 0 || value === "false" ? (hash.no === undefined ? "no" : hash.no)
          : hash.yes === undefined ? "yes" : hash.yes;
      },
      upper: letters(function (value) { return value.toUpperCase(); }),
      lower: letters(function (value) { return value.toLowerCase(); }),
      capitalizeFirst: letters(function (value) { return value.charAt(0).toUpperCase() + value.slice(1); }),
      trim: letters(function (value) { return value.trim(); }),
      abbreviate: letters(function (value, args) {
        var points = Array.from(value), most = Math.max(4, finite(args[0]) || 100);
        return points.length <= most ? value : points.slice(0, most - 3).join("") + "...";
      }),
      cut: letters(function (value, args) { return value.split(args.length ? text(args[0]) : " ").join(""); }),
      replace: letters(function (value, args) {
        if (args.length < 2 || args[0] === "") return value;
        return value.slice(0, TEXT_MAX).split(text(args[0])).join(text(args[1]));
      }),
      substring: letters(function (value, args) {
        var points = Array.from(value);
        return points.slice(Math.max(0, finite(args[0]) || 0), args.length > 1 ? finite(args[1]) : undefined).join("");
      }),
      slugify: letters(function (value) {
        return value.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
          .replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
      }),
      stripTags: letters(function (value) { return value.replace(/<[^<>]*>/g, ""); }),
      ljust: padded(function (value, room, pad) { return value + filled(room, pad); }),
      rjust: padded(function (value, room, pad) { return filled(room, pad) + value; }),
      center: padded(function (value, room, pad) {
        return filled(Math.floor(room / 2), pad) + value + filled(room - Math.floor(room / 2), pad);
      }),
      math: function (left, operator, right) {
        var a = finite(left), b = finite(right);
        if (a === undefined || b === undefined) return undefined;
        switch (operator) {
          case "+": return finite(a + b);
          case "-": return finite(a - b);
          case "*": return finite(a * b);
          case "/": return finite(a / b);
          case "%": return finite(a % b);
          default: throw new Error("math knows + - * / and %, and not '" + text(operator).slice(0, 20) + "'");
        }
      },
      numberFormat: function (value) {
        var options = arguments[arguments.length - 1];
        if (absent(value)) return undefined;
        var style = arguments.length > 2 ? text(arguments[1]) : "";
        if (style === "integer") return kit.number(value, 0, options);
        if (style === "percent") return kit.percent(value, options);
        if (style === "currency") return kit.money(value, options.hash.currency || "USD", options);
        var digits = /\.(0*)#*$/.exec(style);
        return kit.number(value, style === "" ? -1 : digits ? digits[1].length : 0, options);
      },
      dateFormat: function (value) {
        var options = arguments[arguments.length - 1];
        return absent(value) ? undefined : dated(value, arguments.length > 2 ? arguments[1] : options.hash.format, options);
      },
      now: function () {
        var options = arguments[arguments.length - 1], moment = kit.now(options);
        return absent(moment) ? undefined : dated(moment, arguments.length > 1 ? arguments[0] : options.hash.format, options);
      },
      timestamp: function () {
        var options = arguments[arguments.length - 1];
        var moment = arguments.length > 1 ? arguments[0] : kit.now(options);
        return absent(moment) ? undefined : kit.epoch(moment, options);
      },
    };
    return {
      prints: prints,
      lenient: ["defaultIfEmpty", "yesno"].concat(Object.keys(prints).filter(function (name) { return /^if/.test(name); })),
      sure: ["defaultIfEmpty"],
      blocks: Object.keys(prints).filter(function (name) { return /^if/.test(name); }),
      bare: ["now", "timestamp"], // helpers that may stand without an argument, where no trait has the name
      away: {
        snippet: "Snippets are not available: write the text out.",
        catalog: "Catalog blocks are not available: write the values out, or send them with the event.",
        assign: "Values cannot be assigned: write the expression where it is printed.",
      },
    };
  };
})();
