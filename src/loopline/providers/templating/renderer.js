// Loaded after handlebars.js and dialect.js into a bare engine: compiles a message's parts once, renders many people a call, and notes
// every printed field that has no value. Only JSON text crosses the border, both ways.
(function () {
  "use strict";
  var env = Handlebars.create();
  var compiled = Object.create(null);
  var missing = [];
  var plain_spaces = true; // of the part being printed: in HTML alone a price holds together by spaces of its own kind
  var noted = false; // an argument of the expression being printed was already noted as missing

  // ---- what counts as no value ----
  function absent(value) {
    if (value === undefined || value === null) return true;
    if (typeof value === "string") return value.trim() === "";
    return typeof value === "number" && value !== value;
  }
  function unprintable(value) {
    if (absent(value)) return true;
    if (Array.isArray(value)) return value.length === 0;
    return typeof value === "object" && !(value instanceof Handlebars.SafeString);
  }

  // ---- integers that no number of this language holds: their digits, and a letter behind them ----
  var LONG = 0xE002, LONG_WHOLE = /^-?[1-9]\d{15,}\uE002$/, LONG_QUOTED = /"(-?[1-9]\d{15,})\uE002"/g;
  function bare(value) {
    if (Array.isArray(value)) return value.map(bare);
    if (typeof value !== "string" || value.charCodeAt(value.length - 1) !== LONG) return value;
    return LONG_WHOLE.test(value) ? value.slice(0, -1) : value;
  }
  function withBare(helper) {
    return function () {
      var last = arguments.length - 1, hash = arguments[last].hash; // made for this call alone
      for (var i = 0; i < last; i++) arguments[i] = bare(arguments[i]);
      for (var name in hash) hash[name] = bare(hash[name]);
      return helper.apply(this, arguments);
    };
  }

  // ---- helpers that authors use ----
  function plain(value) {
    return absent(value) ? undefined : String(value);
  }
  function finite(value) {
    var number = absent(value) ? NaN : Number(value);
    return isFinite(number) ? number : undefined;
  }
  function test(decide) {
    return function () {
      var options = arguments[arguments.length - 1];
      var holds = decide(Array.prototype.slice.call(arguments, 0, -1));
      if (!options.fn) return said(holds, holds, options.hash);
      return holds ? options.fn(this) : options.inverse(this);
    };
  }
  function said(holds, value, hash) { // words instead of the value, by yes="..." and no="...": nothing where one lacks
    if (hash.yes === undefined && hash.no === undefined) return value;
    var words = holds ? hash.yes : hash.no;
    return absent(words) ? new Handlebars.SafeString("") : words;
  }
  function pair(compare) {
    return test(function (args) {
      return args.length > 1 && !absent(args[0]) && !absent(args[1]) && compare(args[0], args[1]);
    });
  }
  function holds(value) {
    return !Handlebars.Utils.isEmpty(value);
  }
  function logic(pick) { // the value itself, so that it can be printed as well as tested
    return function () {
      var options = arguments[arguments.length - 1];
      var value = pick(Array.prototype.slice.call(arguments, 0, -1));
      if (!options.fn) return said(holds(value), value, options.hash);
      return holds(value) ? options.fn(this) : options.inverse(this);
    };
  }
  function first() {
    for (var i = 0; i < arguments.length - 1; i++) if (!absent(arguments[i])) return arguments[i];
    return undefined;
  }
  function arithmetic(step) {
    return function () {
      var numbers = Array.prototype.slice.call(arguments, 0, -1).map(finite);
      return numbers.some(absent) ? undefined : finite(numbers.reduce(step));
    };
  }
  function chosen(args, at, fallback) {
    return args.length - 1 > at && !absent(args[at]) ? args[at] : fallback;
  }
  function joined(value) {
    var last = arguments.length - 2;
    if (last > 1 && !Array.isArray(value)) // several values, and what stands between them
      return Array.prototype.slice.call(arguments, 0, last).filter(function (x) { return !absent(x); }).join(arguments[last]);
    return Array.isArray(value) ? value.filter(function (x) { return !absent(x); }).join(chosen(arguments, 1, ", ")) : plain(value);
  }
  // ---- dates, numbers and money: the host writes them, in the person's language and zone ----
  function rootOf(options) { return (options.data && options.data.root) || {}; }
  function languageOf(options) { return String(options.hash.language || rootOf(options).$language || ""); }
  function zoneOf(options, zone) {
    var root = rootOf(options), person = root.person || {};
    return String(zone || options.hash.zone || person.timezone || person.zone || root.timezone || "UTC");
  }
  function spaced(written) {
    if (!written) return undefined;
    return plain_spaces ? written.replace(/[\u00a0\u202f]/g, " ") : written;
  }
  var host = {
    date: function (value, style, zone, options) { return spaced($date(value, style, zoneOf(options, zone), languageOf(options))); },
    pattern: function (value, pattern, zone, options) {
      return spaced($pattern(value, pattern, zoneOf(options, zone), languageOf(options)));
    },
    epoch: function (value, options) {
      var moment = $epoch(value, zoneOf(options));
      return moment === null ? undefined : moment;
    },
    number: function (value, decimals, options) { return spaced($number(value, decimals, languageOf(options))); },
    percent: function (value, options) { return spaced($percent(value, languageOf(options))); },
    money: function (value, currency, options) { return spaced($money(value, String(currency), languageOf(options))); },
    now: function (options) { return rootOf(options).$now; },
  };
  var dialect = $dialect(Object.assign({ absent: absent, finite: finite, test: test, pair: pair, first: first }, host));

  var PRINTS = {
    fallback: first,
    default: first,
    or: logic(function (args) { return args.find(holds); }),
    and: logic(function (args) { return args.every(holds) ? args[args.length - 1] : undefined; }),
    not: test(function (args) { return !args.some(holds); }),
    eq: test(function (args) { return args[0] === args[1]; }),
    ne: test(function (args) { return args[0] !== args[1]; }),
    gt: pair(function (a, b) { return a > b; }),
    gte: pair(function (a, b) { return a >= b; }),
    lt: pair(function (a, b) { return a < b; }),
    lte: pair(function (a, b) { return a <= b; }),
    length: function (value) { return value === undefined || value === null || value.length === undefined ? 0 : value.length; },
    json: function (value) { return value === undefined ? "null" : JSON.stringify(value).replace(LONG_QUOTED, "$1"); },
    uppercase: function (value) { value = plain(value); return value && value.toUpperCase(); },
    lowercase: function (value) { value = plain(value); return value && value.toLowerCase(); },
    capitalize: function (value) {
      value = plain(value);
      return value && value.charAt(0).toUpperCase() + value.slice(1);
    },
    truncate: function (value, size) {
      var points = absent(value) ? [] : Array.from(String(value));
      var most = Math.max(1, chosen(arguments, 1, 100));
      return points.length <= most ? points.join("") : points.slice(0, most - 1).join("").trimEnd() + "…";
    },
    join: function () {
      var hash = arguments[arguments.length - 1].hash, whole = joined.apply(this, arguments);
      return absent(whole) ? whole : plain(printable(hash.prefix) + whole + printable(hash.suffix));
    },
    plus: arithmetic(function (a, b) { return a + b; }),
    minus: arithmetic(function (a, b) { return a - b; }),
    times: arithmetic(function (a, b) { return a * b; }),
    divide: arithmetic(function (a, b) { return a / b; }),
    urlencode: function (value) { value = plain(value); return value && encodeURIComponent(value); },
    date: function (value) {
      var options = arguments[arguments.length - 1];
      return absent(value) ? undefined : host.date(value, String(chosen(arguments, 1, "short")), "", options);
    },
    number: function (value) {
      var options = arguments[arguments.length - 1];
      return absent(value) ? undefined : host.number(value, options.hash.decimals === undefined ? -1 : options.hash.decimals, options);
    },
    money: function (value) {
      var options = arguments[arguments.length - 1];
      return absent(value) ? undefined : host.money(value, chosen(arguments, 1, options.hash.currency || ""), options);
    },
    lookup: env.helpers.lookup,
  };
  var BLOCKS = ["if", "unless", "each", "with"];
  // These test their arguments or provide for their absence: an argument without a value is no fault.
  var LENIENT = ["fallback", "default", "or", "and", "not", "eq", "ne", "gt", "gte", "lt", "lte", "length", "json", "toJson", "lookup"];
  Object.assign(PRINTS, dialect.prints, { toJson: PRINTS.json });
  LENIENT = LENIENT.concat(dialect.lenient);
  var SURE = ["fallback", "default"].concat(dialect.sure); // whose result the author has answered for, even when it is blank

  // ---- helpers that the rewriting below puts in ----
  function note(name) {
    if (missing.length < 50) missing.push(name);
  }
  function printable(value) {
    return value === undefined || value === null ? "" : String(value);
  }
  function jsonText(value) {
    return JSON.stringify(printable(value)).slice(1, -1);
  }
  var INNER = {
    $arg: function (value, name) {
      if (absent(value)) { noted = true; note(name); }
      return value;
    },
    $print: function (value, name) {
      if (unprintable(value) && !noted) note(name);
      noted = false;
      return bare(value);
    },
    $now: function (value) { return absent(value) ? PRINTS.now.apply(this, [arguments[arguments.length - 1]]) : bare(value); },
    $timestamp: function (value) {
      return absent(value) ? PRINTS.timestamp.apply(this, [arguments[arguments.length - 1]]) : bare(value);
    },
    $raw: function (value) { return value instanceof Handlebars.SafeString ? value : $cleaned(printable(value)); },
    $tagged: function (value) { return value instanceof Handlebars.SafeString ? value : $in_tag(printable(value)); },
    $sure: function (value) { noted = false; return bare(value); },
    $quoted: function (value) { return jsonText(value); },
    $placed: function (value) { return BEGIN + encodeURIComponent(wellFormed(printable(value))) + END; },
  };

  env.unregisterHelper("log");
  Object.keys(PRINTS).forEach(function (name) {
    if (name !== "json" && name !== "toJson" && name !== "lookup") PRINTS[name] = withBare(PRINTS[name]);
  });
  env.registerHelper(PRINTS);
  env.registerHelper(INNER);
  var known = {};
  Object.keys(PRINTS).concat(Object.keys(INNER), BLOCKS).forEach(function (name) { known[name] = true; });

  // ---- rewriting: every printed expression passes through $print, every needed argument through $arg ----
  function head(name, loc) {
    return { type: "PathExpression", data: false, depth: 0, parts: [name], original: name, loc: loc };
  }
  function call(name, params, loc) {
    return { type: "SubExpression", path: head(name, loc), params: params, hash: undefined, loc: loc };
  }
  function text(value, loc) {
    return { type: "StringLiteral", value: value, original: value, loc: loc };
  }
  function isCall(node) {
    return node.params && (node.params.length > 0 || !!node.hash || node.type === "SubExpression");
  }
  function firstPath(node) {
    if (node.type === "PathExpression") return node.original;
    var inside = (node.params || []).concat(((node.hash && node.hash.pairs) || []).map(function (pair) { return pair.value; }));
    for (var i = 0; i < inside.length; i++) { var name = firstPath(inside[i]); if (name) return name; }
    return "";
  }
  function callsUrlencode(node) {
    return !!node.path && (node.path.original === "urlencode" || (node.params || []).some(callsUrlencode));
  }
  function needed(node) {
    if (node.type === "PathExpression") return call("$arg", [node, text(node.original, node.loc)], node.loc);
    if (node.type !== "SubExpression" || LENIENT.indexOf(node.path.original) >= 0) return node;
    return withNeeded(node);
  }
  function withNeeded(node) {
    var hash = node.hash && { type: "Hash", loc: node.hash.loc, pairs: node.hash.pairs.map(function (pair) {
      return { type: "HashPair", key: pair.key, value: needed(pair.value), loc: pair.loc };
    }) };
    return { type: "SubExpression", path: node.path, params: node.params.map(needed), hash: hash, loc: node.loc };
  }
  function isBare(node) { return !isCall(node) && dialect.bare.indexOf(node.path.original) >= 0; }
  function printed(node, escape) {
    var name = node.path.original, value = node.path, guard = "$print";
    if (isBare(node)) value = call("$" + name, [node.path], node.loc);
    if (isCall(node)) {
      value = { type: "SubExpression", path: node.path, params: node.params, hash: node.hash, loc: node.loc };
      if (LENIENT.indexOf(name) < 0) value = withNeeded(value);
      if (SURE.indexOf(name) >= 0) guard = "$sure";
    } else if (node.path.type !== "PathExpression" && !isBare(node)) {
      return node;
    }
    var shown = (isCall(node) && firstPath({ params: node.params, hash: node.hash })) || name;
    var outer = node.escaped && escape === "json" && name !== "json" && name !== "toJson" ? "$quoted"
      : node.escaped && escape === "url" && !callsUrlencode(node) ? "$placed"
      : !node.escaped && escape === "html" ? (inTag(node.loc) ? "$tagged" : "$raw") : "";
    var guarded = call(guard, [value, text(String(shown), node.loc)], node.loc);
    return {
      type: "MustacheStatement", escaped: node.escaped, strip: node.strip, loc: node.loc, hash: undefined,
      path: head(outer || guard, node.loc), params: outer ? [guarded] : guarded.params,
    };
  }
  var lines = []; // of the source that is being rewritten
  function inTag(loc) { // whether a tag was begun before and not ended: an attribute stands there
    var before = lines.slice(0, loc.start.line - 1).concat(lines[loc.start.line - 1].slice(0, loc.start.column)).join("\n");
    before = before.replace(/\{\{[\s\S]*?\}\}\}?/g, "");
    return before.lastIndexOf("<") > before.lastIndexOf(">");
  }
  function rewrite(program, escape) {
    if (!program) return program;
    program.body = program.body.map(function (node) {
      if (node.type === "MustacheStatement") return printed(node, escape);
      if (node.type === "BlockStatement") { rewrite(node.program, escape); rewrite(node.inverse, escape); }
      return node;
    });
    return program;
  }

  // ---- addresses: a value is encoded by where it stands, which is known when all before it is printed ----
  // $placed prints a value percent-encoded between two letters that no encoded value holds.
  var BEGIN = "\uE000", END = "\uE001", PLACED = /\uE000([^\uE001]*)\uE001/g, MARKS = /[\uE000\uE001]/g;
  var HOST_MAX = 400, IN_HOST = /^\s*[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\/?#]*$/, SCRIPT = /^(javascript|vbscript|data):/i;
  var DOTS = /^(\.|%2E){1,2}$/i; // a whole segment of these climbs, also when it is encoded
  function wellFormed(value) {
    return value.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]|[\uD800-\uDFFF]/g, function (found) {
      return found.length === 2 ? found : "\uFFFD";
    });
  }
  function placed(output) {
    var done = "", at = 0, found;
    PLACED.lastIndex = 0;
    while ((found = PLACED.exec(output))) {
      done += output.slice(at, found.index);
      at = PLACED.lastIndex;
      if (done.length < HOST_MAX && /^\s*$/.test(done)) done += decodeURIComponent(found[1]).replace(MARKS, "");
      else if (done.length < HOST_MAX && IN_HOST.test(done)) done += BEGIN + found[1].replace(/%3A/g, ":") + END;
      else done += found[0];
    }
    done += output.slice(at);
    var url = done.replace(MARKS, "");
    if (SCRIPT.test(url.replace(/[\u0000-\u0020]/g, ""))) throw new Error("an address must not be a script");
    done.split(/[?#]/)[0].split("/").forEach(function (segment) {
      if (segment.indexOf(BEGIN) >= 0 && DOTS.test(segment.replace(MARKS, "")))
        throw new Error("a value that is only dots leads to another address");
    });
    return url;
  }

  // ---- checking and listing fields ----
  function walk(program, scopes, see) {
    if (!program) return;
    program.body.forEach(function (node) {
      see(node, scopes);
      if (node.type !== "BlockStatement") return;
      var name = node.path.original, subject = node.params[0];
      var inner = scopes;
      if ((name === "each" || name === "with") && subject && subject.type === "PathExpression") {
        var of = full(subject, scopes), prefix = of === "" && subject.parts.length ? "?" : of + (name === "each" ? "[]" : "");
        inner = scopes.concat([{ prefix: prefix, names: (node.program.blockParams || []) }]);
      } else if (name === "each" || name === "with") {
        inner = scopes.concat([{ prefix: "?", names: node.program.blockParams || [] }]);
      } else if (dialect.items.indexOf(name) >= 0) { // the block is about one item of the list
        var known_list = subject && subject.type === "PathExpression";
        inner = scopes.concat([{ prefix: known_list ? full(subject, scopes) + "[]" : "?", names: [] }]);
      } else if (node.program && (node.program.blockParams || []).length) { // names, and the same context
        var last = scopes[scopes.length - 1] || { prefix: "", names: [] };
        inner = scopes.slice(0, -1).concat([{ prefix: last.prefix, names: last.names.concat(node.program.blockParams) }]);
      }
      walk(node.program, inner, see);
      walk(node.inverse, scopes, see);
    });
  }
  function full(path, scopes) {
    if (path.data) return path.parts[0] === "root" ? path.parts.slice(1).join(".") : "";
    for (var i = 0; i < scopes.length; i++) if (scopes[i].names.indexOf(path.parts[0]) >= 0) return "";
    var at = scopes.length - 1 - path.depth, prefix = at >= 0 ? scopes[at].prefix : "";
    if (prefix.charAt(0) === "?") return "";
    return [prefix].concat(path.parts).filter(function (part) { return part !== ""; }).join(".");
  }
  function expressions(node, visit) {
    (node.params || []).forEach(function (param) { visit(param); expressions(param, visit); });
    ((node.hash && node.hash.pairs) || []).forEach(function (pair) { visit(pair.value); expressions(pair.value, visit); });
  }
  function faultsOf(source) {
    var faults = [], ast;
    function say(code, node, words) { faults.push([code, node.loc ? node.loc.start.line : 0, words]); }
    function callable(node) {
      var name = node.path.original, away = Object.prototype.hasOwnProperty.call(dialect.away, name) && dialect.away[name];
      if (away) say("template_unknown_helper", node, away);
      else if (!known[name] || String(name).charAt(0) === "$") say("template_unknown_helper", node, "There is no helper called '" + name + "'.");
    }
    try { ast = env.parse(source); } catch (error) {
      var line = /line (\d+)/.exec(error.message) || (error.lineNumber && [0, error.lineNumber]) || [0, 0];
      return [["template_syntax", Number(line[1]), String(error.message).replace(/\s+/g, " ").slice(0, 300)]];
    }
    walk(ast, [], function (node) {
      if (/^(Partial|Decorator)/.test(node.type)) say("template_partial", node, "Partials and decorators are not available: write the text out.");
      if (node.type === "BlockStatement" && node.openStrip && !("open" in node.openStrip))
        say("template_unknown_helper", node, "Raw blocks are not available: write \\{{ before what shall stand as it is.");
      if ((node.type === "MustacheStatement" || node.type === "BlockStatement") && isCall(node)) callable(node);
      if (node.type === "MustacheStatement" && isCall(node) && BLOCKS.concat(dialect.blocks).indexOf(node.path.original) >= 0)
        say("template_syntax", node, "'" + node.path.original + "' opens a block: write {{#" + node.path.original + " ...}}.");
      expressions(node, function (inner) { if (inner.type === "SubExpression") callable(inner); });
    });
    return faults;
  }
  function fieldsOf(source) {
    var fields = [];
    function add(path, scopes) {
      var name = path.type === "PathExpression" && path.parts.length ? full(path, scopes) : "";
      if (name && fields.indexOf(name) < 0) fields.push(name);
    }
    if (faultsOf(source).some(function (fault) { return fault[0] === "template_syntax"; })) return fields;
    walk(env.parse(source), [], function (node, scopes) {
      if (node.path && !isCall(node) && !isBare(node)) add(node.path, scopes);
      expressions(node, function (inner) { add(inner, scopes); });
    });
    return fields;
  }

  // ---- rendering ----
  // For each call of a template handlebars.js wraps every helper anew, which takes ten times as long as the template
  // itself. For a partial it takes what the template around it had prepared; so does every template here, prepared once.
  var hooks = { helperMissing: env.helpers.helperMissing, blockHelperMissing: env.helpers.blockHelperMissing };
  var helpers = Object.assign({}, env.helpers, {
    lookup: function (holder, name, options) {
      options.lookupProperty = own;
      return env.helpers.lookup.call(this, holder, name, options);
    },
  });
  delete helpers.helperMissing;
  delete helpers.blockHelperMissing;
  var none = { whitelist: Object.create(null), defaultValue: false }; // what is inherited is nobody's to read
  var access = { properties: none, methods: none };
  function own(holder, name) {
    return Object.prototype.hasOwnProperty.call(holder, name) ? holder[name] : undefined;
  }
  var BESIDE = ["person", "account", "event", "entry", "answers", "unsubscribe_url", "__proto__"];
  function withTraits(context) { // person.first_name is first_name, as in conditions
    var person = {};
    Object.keys(context).forEach(function (name) {
      if (BESIDE.indexOf(name) < 0 && name.charAt(0) !== "$") person[name] = context[name];
    });
    return Object.assign({}, context, { person: Object.assign(person, context.person) });
  }
  function prepared(context) {
    return { partial: true, helpers: helpers, hooks: hooks, protoAccessControl: access, data: { root: context } };
  }

  // ---- what the host calls ----
  globalThis.$check = function () {
    return JSON.stringify(JSON.parse($input).map(function (part) { return faultsOf(part.source); }));
  };
  globalThis.$fields = function () {
    return JSON.stringify(JSON.parse($input).map(function (part) { return fieldsOf(part.source); }));
  };
  globalThis.$compile = function (id) {
    compiled[id] = JSON.parse($input).map(function (part) {
      lines = part.source.split(/\r\n?|\n/);
      var ast = rewrite(env.parse(part.source), part.escape);
      var print = env.compile(ast, { knownHelpers: known, knownHelpersOnly: true, noEscape: part.escape !== "html" });
      return {
        print: print, isAddress: part.escape === "url", isHtml: part.escape === "html", asksPerson: /\bperson\b/.test(part.source),
      };
    });
    return "";
  };
  globalThis.$drop = function (id) { delete compiled[id]; return ""; };
  globalThis.$render = function (id, largest) {
    var parts = compiled[id];
    var asksPerson = !!parts && parts.some(function (part) { return part.asksPerson; });
    return JSON.stringify(JSON.parse($input).map(function (context) {
      if (asksPerson) context = withTraits(context);
      var outputs = [], size = 0;
      missing = [];
      noted = false;
      try {
        for (var i = 0; i < parts.length; i++) {
          plain_spaces = !parts[i].isHtml;
          var output = parts[i].print(context, prepared(context));
          if (parts[i].isAddress && !missing.length) output = placed(output);
          size += output.length;
          if (size > largest) return [[], [], "", size];
          outputs.push(output);
        }
      } catch (error) {
        return [[], [], String((error && error.message) || error).slice(0, 300) || "unknown fault", 0];
      }
      return [missing.length ? [] : outputs, missing, "", size];
    }));
  };
})();
