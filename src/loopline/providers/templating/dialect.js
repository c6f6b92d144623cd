// Loaded before renderer.js: the helpers that templates written for Iterable use, by their names there.
// `kit` is what renderer.js makes helpers of; what comes back are the helpers and how their arguments are treated.
(function () {
  "use strict";
  var TEXT_MAX = 10000, PAD_MAX = 200, PATTERN_MAX = 200, LIST_MAX = 1000, GROUPED_MAX = 100;

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

    // ---- lists: their items by a field, which may be of a group inside: "price", "shop.city" ----
    function listed(value) { return Array.isArray(value) ? value.slice(0, LIST_MAX) : []; }
    function fieldOf(item, path) {
      return text(path).split(".").reduce(function (inner, name) {
        return inner !== null && typeof inner === "object" && Object.prototype.hasOwnProperty.call(inner, name) ? inner[name] : undefined;
      }, item);
    }
    function fieldsIn(hash) { return text(hash.field || "").split(",").map(function (name) { return name.trim(); }); }
    function given(options, self, value) { return options.fn(self, { data: options.data, blockParams: [value] }); }
    function extreme(sign) { // the item whose field is the least (-1) or the most (1), as the context of the block
      return function (value, field, options) {
        var with_it = listed(value).filter(function (item) { return !absent(fieldOf(item, field)); });
        var found = with_it.reduce(function (best, item) {
          return best === undefined || order(fieldOf(item, field), fieldOf(best, field)) === sign ? item : best;
        }, undefined);
        return found === undefined ? options.inverse(this) : options.fn(found);
      };
    }
    // ---- what a block printed, as it is read: values stand in it escaped, or marked in an address ----
    var READ = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#x60;": "`", "&#x3D;": "=" };
    function asRead(printed) {
      return printed.replace(/\uE000([^\uE001]*)\uE001/g, function (all, value) { return decodeURIComponent(value); })
        .replace(/&(?:amp|lt|gt|quot|#x27|#x60|#x3D);/g, function (name) { return READ[name]; });
    }
    function octets(value) { return unescape(encodeURIComponent(value)); } // UTF-8, a byte a letter
    function base64(value) {
      var LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bytes = octets(value), out = "";
      for (var i = 0; i < bytes.length; i += 3) {
        var three = (bytes.charCodeAt(i) << 16) | ((bytes.charCodeAt(i + 1) || 0) << 8) | (bytes.charCodeAt(i + 2) || 0);
        out += LETTERS[three >> 18] + LETTERS[(three >> 12) & 63]
          + (i + 1 < bytes.length ? LETTERS[(three >> 6) & 63] : "=") + (i + 2 < bytes.length ? LETTERS[three & 63] : "=");
      }
      return out;
    }
    // ---- dates: years and months by the calendar (31 January and a month is the last day of February), all in UTC ----
    var UNIT_MS = { w: 604800000, d: 86400000, h: 3600000, m: 60000, s: 1000 };
    function moved(moment, steps) {
      if (!/^([+-]\d{1,6}[yMwdhms])+$/.test(steps)) throw new Error("dateMath knows steps such as +1y-2M+3d, and not '" + steps.slice(0, 40) + "'");
      steps.replace(/([+-]\d+)([yMwdhms])/g, function (all, count, unit) {
        if (UNIT_MS[unit]) { moment += Number(count) * UNIT_MS[unit]; return ""; }
        var date = new Date(moment), day = date.getUTCDate(), months = Number(count) * (unit === "y" ? 12 : 1);
        date.setUTCDate(1);
        date.setUTCMonth(date.getUTCMonth() + months);
        date.setUTCDate(Math.min(day, new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()));
        moment = date.getTime();
        return "";
      });
      return moment;
    }
    function localed(options, locale) { // "fr_FR" in the place of a locale, as of a language="fr-FR"
      if (!absent(locale) && options.hash.language === undefined) options.hash.language = text(locale).replace("_", "-");
      return options;
    }
    var EURO = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" ");
    var MONEY = { US: "USD", GB: "GBP", CA: "CAD", AU: "AUD", NZ: "NZD", JP: "JPY", CH: "CHF", BR: "BRL", MX: "MXN", IN: "INR",
      SE: "SEK", NO: "NOK", DK: "DKK", PL: "PLN", CZ: "CZK", CN: "CNY", KR: "KRW", ZA: "ZAR" };
    function moneyOf(locale, options) {
      if (!absent(options.hash.currency)) return options.hash.currency;
      if (absent(locale)) return "USD";
      var country = text(locale).slice(-2).toUpperCase(), found = EURO.indexOf(country) >= 0 ? "EUR" : MONEY[country];
      if (!found) throw new Error("say the currency, as in currency=\"EUR\"");
      return found;
    }
    function decimalsOf(value, hash) { // between the least and the most that are asked for; -1: as they are
      var most = finite(hash.maximumFractionDigits), least = finite(hash.minimumFractionDigits) || 0, number = finite(value);
      if ((most === undefined && !least) || number === undefined) return -1;
      var own = (String(Number(number.toFixed(Math.min(20, most === undefined ? 20 : most)))).split(".")[1] || "").length;
      return Math.min(20, Math.max(least, own));
    }

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
        return new RegExp("^(?:" + text(b) + ")$").test(text(a).slice(0, TEXT_MAX)); // the whole of it, as there
      }),
      ifModEq: test(function (args) {
        var a = finite(args[0]), b = finite(args[1]);
        return a !== undefined && b !== undefined && a % b === finite(args[2]);
      }),
      ifContains: test(function (args) { // a value of a list, or an item that has these fields: '{"sku": "a1"}'
        var wanted = args[1];
        if (typeof wanted === "string" && /^\s*\{/.test(wanted)) { try { wanted = JSON.parse(wanted); } catch (error) { /* a text */ } }
        return listed(args[0]).some(function (item) {
          if (wanted === null || typeof wanted !== "object") return !absent(item) && order(item, wanted) === 0;
          return Object.keys(wanted).every(function (name) { return order(fieldOf(item, name), wanted[name]) === 0; });
        });
      }),
      neq: test(function (args) { return JSON.stringify(args[0]) !== JSON.stringify(args[1]); }),
      minInList: extreme(-1),
      maxInList: extreme(1),
      sortBy: function (value, options) {
        var names = fieldsIn(options.hash), sign = options.hash.order === "desc" ? -1 : 1;
        return given(options, this, listed(value).map(function (item, place) { return [item, place]; }).sort(function (a, b) {
          for (var i = 0; i < names.length; i++) {
            var found = order(fieldOf(a[0], names[i]), fieldOf(b[0], names[i]));
            if (found) return sign * found;
          }
          return a[1] - b[1];
        }).map(function (pair) { return pair[0]; }));
      },
      groupBy: function (value, options) {
        var names = fieldsIn(options.hash), groups = [], places = new Map();
        listed(value).slice(0, GROUPED_MAX).forEach(function (item) {
          var of = names.map(function (name) { return fieldOf(item, name); }), name = JSON.stringify(of), key = {};
          if (!places.has(name)) {
            names.forEach(function (each, at) { key[each.split(".").pop()] = of[at]; });
            places.set(name, groups.push({ key: key, items: [], count: 0 }) - 1);
          }
          var group = groups[places.get(name)];
          group.count = group.items.push(item);
        });
        return given(options, this, groups);
      },
      breaklines: function (options) { return options.fn(this).replace(/\r\n|\r|\n/g, "<br>"); },
      urlEncode: function (options) { return encodeURIComponent(asRead(options.fn(this))).replace(/%20/g, "+"); },
      base64: function (options) { return base64(asRead(options.fn(this))); },
      toUrlEncodedJson: function (value) { return value === undefined ? undefined : encodeURIComponent(JSON.stringify(value)); },
      sendSkip: function (options) {
        throw new Error("sendSkip: " + (absent(options.hash.cause) ? "the template says so" : text(options.hash.cause)));
      },
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
        var options = arguments[arguments.length - 1], locale = arguments.length > 3 ? arguments[2] : undefined;
        if (absent(value)) return undefined;
        var style = arguments.length > 2 ? text(arguments[1]) : "";
        localed(options, locale);
        if (style === "integer") return kit.number(value, 0, options);
        if (style === "percent") return kit.percent(value, options);
        if (style === "currency") return kit.money(value, moneyOf(locale, options), options);
        var digits = /\.(0*)#*$/.exec(style);
        return kit.number(value, style === "" ? decimalsOf(value, options.hash) : digits ? digits[1].length : 0, options);
      },
      dateFormat: function (value) {
        var options = arguments[arguments.length - 1];
        if (absent(value)) return undefined;
        localed(options, arguments.length > 3 ? arguments[2] : undefined);
        return dated(value, arguments.length > 2 ? arguments[1] : options.hash.format, options);
      },
      dateMath: function (value, steps) {
        var options = arguments[arguments.length - 1], from = value === "now" ? kit.now(options) : value;
        var moment = absent(from) ? undefined : kit.epoch(from, options);
        return absent(moment) ? undefined : dated(moved(moment, text(steps)), options.hash.format, options);
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
    var tests = Object.keys(prints).filter(function (name) { return /^if/.test(name); });
    return {
      prints: prints,
      lenient: ["defaultIfEmpty", "yesno", "neq", "sendSkip", "toUrlEncodedJson"].concat(tests),
      sure: ["defaultIfEmpty"],
      blocks: tests.concat("minInList", "maxInList", "sortBy", "groupBy", "breaklines", "urlEncode", "base64"),
      items: ["minInList", "maxInList"],
      bare: ["now", "timestamp"], // helpers that may stand without an argument, where no trait has the name
      away: {
        snippet: "Snippets are not available: write the text out.",
        catalog: "Catalog blocks are not available: write the values out, or send them with the event.",
        md5: "Hashes are not available: send the hash with the event, or as a trait.",
        sha1: "Hashes are not available: send the hash with the event, or as a trait.",
        sha256: "Hashes are not available: send the hash with the event, or as a trait.",
        hmacSHA1: "Hashes are not available: send the hash with the event, or as a trait.",
        hmacSHA256: "Hashes are not available: send the hash with the event, or as a trait.",
        assign: "Values cannot be assigned: write the expression where it is printed.",
      },
    };
  };
})();
