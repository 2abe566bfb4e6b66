#include "base/text.hpp"
#include "render/grid.hpp"
#include "render/table.hpp"
#include "render/words.hpp"
#include "report/rollup.hpp"

#include <fmt/format.h>

#include <ostream>
#include <string>
#include <vector>

namespace kscan::render {
namespace {

std::string or_none(const std::string& text) {
  return text.empty() ? "<none>" : printable(text);
}

std::string score_of(const report::Finding& finding) {
  return finding.cvss ? fmt::format("{:.1f}", finding.cvss->score) : "<none>";
}

void add(Grid& grid, const report::Row& row, const report::Finding& finding, const Style& style) {
  const auto& why = finding.suppression;
  grid.add({{or_none(row.target.ns)},
            {or_none(row.target.kind + (row.target.name.empty() ? "" : "/") + row.target.name)},
            {or_none(row.target.container)},
            {image_text(*row.image)},
            {os_text(row.image->scan.os)},
            {std::string(to_string(finding.severity)),
             style.color ? color_of(finding.severity) : std::string_view()},
            {score_of(finding)},
            {or_none(finding.id)},
            {or_none(finding.package)},
            {or_none(finding.installed)},
            {or_none(finding.fixed)},
            {why ? "suppressed by " + suppression_text(*why) : or_none(finding.status)},
            {or_none(finding.path)},
            {or_none(finding.title)}});
}

void add_failure(Grid& grid, const report::Row& row) {
  std::vector<Grid::Cell> cells(14, Grid::Cell{"-"});
  cells[0].text = or_none(row.target.ns);
  cells[1].text = or_none(row.target.kind + "/" + row.target.name);
  cells[2].text = or_none(row.target.container);
  cells[3].text = image_text(*row.image);
  cells[11].text = "not scanned: " + printable(row.image->failure->message());
  grid.add(std::move(cells));
}

}  // namespace

void write_wide(const report::Report& report, const Style& style, std::ostream& out) {
  Grid grid({{"NAMESPACE"},
             {"WORKLOAD"},
             {"CONTAINER"},
             {"IMAGE"},
             {"OS"},
             {"SEVERITY"},
             {"CVSS"},
             {"CVE"},
             {"PACKAGE"},
             {"INSTALLED"},
             {"FIXED"},
             {"STATUS"},
             {"PATH"},
             {"TITLE"}});
  for (const report::Row& row : rows_of(report)) {
    if (!row.image->scanned()) {
      add_failure(grid, row);
      continue;
    }
    for (const report::Finding& finding : row.image->scan.findings)
      add(grid, row, finding, style);
    if (!style.show_suppressed) continue;
    for (const report::Finding& finding : row.image->scan.suppressed)
      add(grid, row, finding, style);
  }
  grid.write({.titles = style.headers}, out);
}

}  // namespace kscan::render
