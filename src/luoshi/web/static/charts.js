/* Draws what charts/_chart.html brings (see web/charts.py); without it the table says the same.
   Nothing is told by colour alone: areas have patterns, lines have marks and dashes. */
(function () {
  "use strict";

  var LIBRARY = document.currentScript.getAttribute("data-library");
  var root = document.documentElement;
  var still = window.matchMedia("(prefers-reduced-motion: reduce)");
  var LIGHT = {
    text: "#1c2430", quiet: "#4a5565", line: "#d8dee6", surface: "#ffffff", ink: "rgba(255,255,255,.6)",
    green: "#15803d", yellow: "#eab308", orange: "#ea580c", red: "#c81e1e", blue: "#1d5fd1", grey: "#5f6b7a",
  };
  var ORDER = ["#1d5fd1", "#b45309", "#0f766e", "#7c3aed", "#be185d", "#4d7c0f"];
  var ORDER_DARK = ["#7cb0ff", "#fbbf77", "#5eead4", "#c4b5fd", "#f9a8d4", "#bef264"];
  var MARKS = ["circle", "triangle", "diamond", "rect", "arrow", "pin"];
  var DASHES = ["solid", [8, 4], [2, 3], [8, 3, 2, 3], [12, 4], [4, 2]];
  var drawn = [];
  var asked = null;

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function palette(paper) {
    if (paper) {
      return Object.assign({ dark: false, order: ORDER }, LIGHT);
    }
    var style = window.getComputedStyle(root);
    var dark = root.getAttribute("data-bs-theme") === "dark";
    var found = { dark: dark, order: dark ? ORDER_DARK : ORDER, ink: dark ? "rgba(0,0,0,.55)" : LIGHT.ink };
    Object.keys(LIGHT).forEach(function (name) {
      if (name !== "ink") {
        found[name] = style.getPropertyValue("--ls-" + name).trim() || LIGHT[name];
      }
    });
    return found;
  }

  function pattern(place, colours) {
    var slant = Math.PI / 4;
    var kinds = [
      { symbol: "none" },
      { dashArrayX: [1, 0], dashArrayY: [3, 5], rotation: -slant },
      { symbol: "circle", dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0], symbolSize: 0.7 },
      { dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: slant },
      { dashArrayX: [1, 0], dashArrayY: [3, 6], rotation: 0 },
      { dashArrayX: [[5, 5], [0, 5, 5, 0]], dashArrayY: [5, 0], symbol: "rect" },
    ];
    return Object.assign({ color: colours.ink }, kinds[place % kinds.length]);
  }

  function base(colours) {
    return {
      animation: !still.matches,
      animationDuration: 250,
      backgroundColor: "transparent",
      textStyle: { color: colours.text, fontFamily: window.getComputedStyle(document.body).fontFamily },
      tooltip: {
        renderMode: "richText",
        confine: true,
        backgroundColor: colours.surface,
        borderColor: colours.quiet,
        textStyle: { color: colours.text, fontSize: 13 },
      },
      aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    };
  }

  function titled(option, said, colours) {
    option.title = {
      text: said.title + (said.unit ? "（" + said.unit + "）" : ""),
      subtext: said.note,
      left: "center",
      textStyle: { color: colours.text, fontSize: 16 },
      subtextStyle: { color: colours.quiet, fontSize: 12, width: 1100, overflow: "break" },
    };
    if (option.grid) {
      option.grid.top = 90;
    } else {
      option.series[0].top = 90;
    }
    return option;
  }

  /* ---- over labels ------------------------------------------------------ */

  function read(said, place) {
    return said.series
      .map(function (one) {
        return (said.series.length > 1 ? one.name + "：" : "") + one.points[place].said;
      })
      .join("\n");
  }

  function series(said, colours, lying) {
    var few = said.labels.length * said.series.length <= (said.kind === "lines" && said.series.length > 1 ? 0 : 14);
    var stacked = said.kind === "stack" || said.kind === "rowstack";
    return said.series.map(function (one, place) {
      var colour = one.tone ? colours[one.tone] : colours.order[place % colours.order.length];
      var line = said.kind === "lines";
      return {
        type: line ? "line" : "bar",
        name: one.name,
        stack: stacked ? "one" : undefined,
        barMaxWidth: 26,
        symbol: MARKS[place % MARKS.length],
        symbolSize: 8,
        lineStyle: { width: 2, type: DASHES[place % DASHES.length], color: colour },
        itemStyle: line
          ? { color: colour }
          : { color: colour, decal: pattern(place, colours), borderColor: colours.surface, borderWidth: stacked ? 1 : 0 },
        label: {
          show: few && !stacked,
          position: lying ? "right" : "top",
          color: colours.text,
          fontSize: 12,
          formatter: function (at) {
            return one.points[at.dataIndex].said;
          },
        },
        data: one.points.map(function (point) {
          return point.value;
        }),
      };
    });
  }

  function overLabels(said, colours) {
    var lying = said.kind === "rows" || said.kind === "rowstack";
    var names = {
      type: "category",
      data: said.labels,
      inverse: lying,
      axisLine: { lineStyle: { color: colours.quiet } },
      axisTick: { show: false },
      axisLabel: lying
        ? { color: colours.text, fontSize: 12, width: 130, overflow: "truncate" }
        : { color: colours.text, fontSize: 12, width: 56, overflow: "break", interval: said.labels.length > 8 ? "auto" : 0 },
    };
    var values = {
      type: "value",
      minInterval: said.unit === "" ? 1 : 0,
      axisLabel: { color: colours.quiet, fontSize: 12 },
      splitLine: { lineStyle: { color: colours.line } },
    };
    var option = base(colours);
    var many = said.series.length > 1;
    option.grid = { left: 8, right: lying ? 64 : 16, top: 28, bottom: many ? 36 : 8, containLabel: true };
    option.legend = many
      ? { bottom: 0, textStyle: { color: colours.text }, itemWidth: 28, inactiveColor: colours.quiet }
      : undefined;
    option.xAxis = lying ? values : names;
    option.yAxis = lying ? names : values;
    option.tooltip.trigger = "axis";
    option.tooltip.axisPointer = { type: said.kind === "lines" ? "line" : "shadow" };
    option.tooltip.formatter = function (at) {
      var place = (Array.isArray(at) ? at[0] : at).dataIndex;
      return said.labels[place] + "\n" + read(said, place);
    };
    option.series = series(said, colours, lying);
    return option;
  }

  /* ---- a graph ------------------------------------------------------------ */

  var GRAPH_MARKS = { green: "circle", yellow: "triangle", orange: "diamond", red: "rect" };

  /* Places in the plot's own pixels, or circles would become ellipses on a narrow screen. */
  function spread(nodes, size) {
    var down = nodes.map(function (one) { return one.row * 2 + (one.column % 2) * 0.7; });
    var right = Math.max.apply(null, nodes.map(function (one) { return one.column; }).concat(1));
    var deep = Math.max.apply(null, down.concat(1));
    return nodes.map(function (one, place) {
      return [(one.column * (size[0] - 160)) / right, (down[place] * (size[1] - 80)) / deep];
    });
  }

  function asGraph(said, colours, size) {
    var option = base(colours);
    var places = spread(said.nodes, size);
    option.tooltip.formatter = function (at) {
      if (at.dataType === "edge") {
        return at.data.said;
      }
      return at.data.full + (at.data.word ? "\n" + at.data.word : "");
    };
    var names = {};
    said.nodes.forEach(function (one) {
      names[one.key] = one.name;
    });
    option.series = [
      {
        type: "graph",
        layout: "none",
        left: 70, right: 90, top: 30, bottom: 50,
        preserveAspect: true,
        roam: false,
        edgeSymbol: ["none", "arrow"],
        edgeSymbolSize: 9,
        lineStyle: { color: colours.quiet, width: 1.5, curveness: 0.12 },
        label: { show: true, position: "bottom", color: colours.text, fontSize: 12, width: 130, overflow: "truncate",
          formatter: function (at) { return at.data.full + (at.data.word ? "\n" + at.data.word : ""); } },
        edgeLabel: { show: said.edges.length <= 12, color: colours.quiet, fontSize: 11,
          formatter: function (at) { return at.data.word; } },
        data: said.nodes.map(function (one, place) {
          return {
            name: one.key, full: one.name, word: one.word, address: one.address,
            x: places[place][0], y: places[place][1],
            symbol: GRAPH_MARKS[one.tone] || "roundRect",
            symbolSize: 22,
            itemStyle: { color: one.tone ? colours[one.tone] : colours.order[0] },
          };
        }),
        links: said.edges.map(function (one) {
          return { source: one.from, target: one.to, word: one.word,
            said: names[one.from] + " → " + names[one.to] + (one.word ? "\n" + one.word : "") };
        }),
      },
    ];
    return option;
  }

  function optionOf(said, paper, plot) {
    var colours = palette(paper);
    var size = [plot.clientWidth, plot.clientHeight - (paper ? 60 : 0)];
    var option = said.kind === "graph" ? asGraph(said, colours, size) : overLabels(said, colours);
    if (paper) {
      option.animation = false;
      titled(option, said, colours);
    }
    return option;
  }

  function heightOf(said) {
    if (said.kind === "graph") {
      var rows = said.nodes.reduce(function (most, one) { return Math.max(most, one.row + 1); }, 1);
      return Math.max(220, rows * 110 + 60);
    }
    if (said.kind === "rows" || said.kind === "rowstack") {
      return said.labels.length * (said.kind === "rows" ? 16 + 18 * said.series.length : 34) + 80;
    }
    return 0;
  }

  /* ---- reading with the keyboard --------------------------------------------- */

  function pointsOf(said) {
    if (said.kind === "graph") {
      return said.nodes.map(function (one) {
        return { said: one.name + (one.word ? "，" + one.word : ""), address: one.address };
      });
    }
    return said.labels.map(function (label, place) {
      var leads = said.series.map(function (one) { return one.points[place].address; });
      return { said: label + "，" + read(said, place).replace(/\n/g, "，"), address: leads.find(Boolean) || "" };
    });
  }

  function walk(chart, event) {
    var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    var points = pointsOf(chart.said);
    if (event.key === "Enter" && points[chart.at] && points[chart.at].address) {
      window.location.assign(points[chart.at].address);
    } else if (event.key === "Escape") {
      chart.view.dispatchAction({ type: "hideTip" });
    } else if (step) {
      event.preventDefault();
      chart.at = (chart.at + step + points.length) % points.length;
      chart.view.dispatchAction({ type: "showTip", seriesIndex: 0, dataIndex: chart.at });
      chart.box.querySelector("[data-chart-said]").textContent = points[chart.at].said;
    }
  }

  function follow(chart, event) {
    var address = event.data && event.data.address;
    if (!address && chart.said.series && event.seriesIndex !== undefined) {
      address = chart.said.series[event.seriesIndex].points[event.dataIndex].address;
    }
    if (address) {
      window.location.assign(address);
    }
  }

  /* ---- taking it along ---------------------------------------------------------- */

  function save(name, address) {
    var link = document.createElement("a");
    link.href = address;
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
  }

  function picture(chart) {
    var sheet = document.createElement("div");
    var height = (heightOf(chart.said) || 460) + 90;
    sheet.style.cssText = "position:absolute;left:-9999px;width:1200px;height:" + height + "px";
    document.body.appendChild(sheet);
    var view = window.echarts.init(sheet, null, { renderer: "canvas" });
    view.setOption(optionOf(chart.said, true, sheet));
    save(chart.said.title + ".png", view.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#ffffff" }));
    view.dispose();
    sheet.remove();
  }

  /* A cell that a table program would take for a formula is written as text. */
  function cell(element) {
    var text = element.getAttribute("data-value") || element.textContent.trim();
    if (!element.hasAttribute("data-value") && /^[=+\-@\t\r]/.test(text)) {
      text = "'" + text;
    }
    return '"' + text.replace(/"/g, '""') + '"';
  }

  function sheetOf(box) {
    var lines = all(".chart-table tr", box).map(function (row) {
      return all("th, td", row).map(cell).join(",");
    });
    var bytes = new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" });
    var address = URL.createObjectURL(bytes);
    save(box.querySelector(".chart-title").textContent + ".csv", address);
    window.setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
  }

  /* ---- drawing --------------------------------------------------------------------- */

  function draw(box) {
    var plot = box.querySelector(".chart-plot");
    if (!plot || box.luoshiChart) {
      return;
    }
    var said = JSON.parse(document.getElementById(box.getAttribute("data-chart")).textContent);
    if (heightOf(said)) {
      plot.style.height = heightOf(said) + "px";
    }
    var view = window.echarts.init(plot, null, { renderer: "canvas" });
    var chart = { box: box, said: said, view: view, at: -1 };
    box.luoshiChart = chart;
    view.setOption(optionOf(said, false, plot));
    view.on("click", function (event) { follow(chart, event); });
    plot.addEventListener("keydown", function (event) { walk(chart, event); });
    plot.addEventListener("blur", function () { view.dispatchAction({ type: "hideTip" }); });
    if (window.ResizeObserver) {
      new ResizeObserver(function () {
        view.resize();
        if (said.kind === "graph") {
          view.setOption(optionOf(said, false, plot), true);
        }
      }).observe(plot);
    }
    drawn.push(chart);
    box.setAttribute("data-chart-drawn", "");
  }

  function repaint() {
    drawn = drawn.filter(function (chart) {
      if (!chart.box.isConnected) {
        chart.view.dispose();
        return false;
      }
      chart.view.setOption(optionOf(chart.said, false, chart.view.getDom()), true);
      return true;
    });
  }

  function undrawable(boxes) {
    boxes.forEach(function (box) {
      all(".chart-plot, [data-chart-png]", box).forEach(function (part) { part.hidden = true; });
      all("details", box).forEach(function (part) { part.open = true; });
    });
  }

  function library() {
    asked = asked || new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = LIBRARY;
      script.onload = done;
      script.onerror = failed;
      document.head.appendChild(script);
    });
    return asked;
  }

  function drawAll(within) {
    var boxes = all("[data-chart]", within);
    if (boxes.length) {
      library().then(
        function () { boxes.forEach(draw); },
        function () { undrawable(boxes); }
      );
    }
  }

  document.addEventListener("click", function (event) {
    var target = event.target instanceof Element ? event.target : null;
    var box = target && target.closest("[data-chart]");
    if (box && target.closest("[data-chart-csv]")) {
      sheetOf(box);
    } else if (box && target.closest("[data-chart-png]") && box.luoshiChart) {
      picture(box.luoshiChart);
    }
  });

  /* On paper every table is shown: who prints cannot unfold. */
  var folded = [];
  window.addEventListener("beforeprint", function () {
    folded = all(".chart-figures:not([open])");
    folded.forEach(function (part) { part.open = true; });
    repaint();
  });
  window.addEventListener("afterprint", function () {
    folded.forEach(function (part) { part.open = false; });
    repaint();
  });

  new MutationObserver(repaint).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
  document.addEventListener("htmx:load", function (event) { drawAll(event.detail.elt); });
  drawAll(document);
})();
