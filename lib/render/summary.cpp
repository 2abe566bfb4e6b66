#include "base/text.hpp"
#include "render/grid.hpp"
#include "render/table.hpp"
#include "render/words.hpp"
#include "report/rollup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace kscan::render {
namespace {

constexpr std::size_t most_upgrades = 10;
constexpr std::size_t short_name = 12;

Grid::Room room_of(const Style& style, std::size_t least) {
  return {static_cast<std::size_t>(std::max(style.columns, 0)), least, style.headers};
}

std::vector<Grid::Cell> counts(const report::Totals& totals, bool known, const Style& style) {
  std::vector<Grid::Cell> cells;
  for (const report::Severity severity : report::all_severities) {
    const bool bright = style.color && known && totals[severity] > 0;
    cells.push_back({known ? fmt::format("{}", totals[severity]) : "-",
                     bright ? color_of(severity) : std::string_view()});
  }
  cells.push_back({known ? fmt::format("{}", totals.fixable) : "-"});
  return cells;
}

std::string status_of(const report::ImageReport& image) {
  if (image.failure) return "Failed: " + printable(image.failure->message());
  if (!image.scan.has_packages) return "No packages";
  return image.scan.os.end_of_life ? "Scanned, OS at its end of life" : "Scanned";
}

std::string workload_text(const report::Target& target) {
  if (target.kind.empty() && target.name.empty()) return "<none>";
  return printable(target.kind + "/" + target.name);
}

void write_containers(const report::Report& report, const Style& style, std::ostream& out) {
  // Names of images are long: they are cut before anything is dropped but the status.
  Grid grid({{"NAMESPACE", short_name},
             {"WORKLOAD", short_name},
             {"CONTAINER", short_name},
             {"IMAGE", short_name},
             {"C"},
             {"H"},
             {"M"},
             {"L"},
             {"U"},
             {"FIXABLE"},
             {"STATUS", short_name}});
  for (const report::Row& row : rows_of(report)) {
    const bool anonymous = row.target.container.empty();
    std::vector<Grid::Cell> cells = {{printable(row.target.ns)},
                                     {workload_text(row.target)},
                                     {anonymous ? "<none>" : printable(row.target.container)},
                                     {short_image_text(*row.image)}};
    for (Grid::Cell& cell : counts(totals(row.image->scan), row.image->scanned(), style))
      cells.push_back(std::move(cell));
    cells.push_back({status_of(*row.image)});
    grid.add(std::move(cells));
  }
  constexpr std::size_t up_to_unknown = 9;
  grid.write(room_of(style, up_to_unknown), out);
}

void write_groups(std::string_view title,
                  const std::vector<report::Group>& groups,
                  const Style& style,
                  std::ostream& out) {
  if (groups.size() < 2) return;
  out << '\n';
  Grid grid({{title, short_name}, {"IMAGES"}, {"C"}, {"H"}, {"M"}, {"L"}, {"U"}, {"FIXABLE"}});
  for (const report::Group& group : groups) {
    std::vector<Grid::Cell> cells = {{group.name.empty() ? "<none>" : printable(group.name)},
                                     {fmt::format("{}", group.images)}};
    for (Grid::Cell& cell : counts(group.totals, group.known(), style))
      cells.push_back(std::move(cell));
    grid.add(std::move(cells));
  }
  constexpr std::size_t all_of_them = 8;
  grid.write(room_of(style, all_of_them), out);
}

void write_upgrades(const report::Report& report, const Style& style, std::ostream& out) {
  const std::vector<report::Upgrade> all = upgrades(report);
  if (all.empty()) return;
  out << '\n';
  Grid grid({{"UPGRADE", short_name},
             {"TO", short_name},
             {"OF", short_name},
             {"REMOVES"},
             {"IMAGES"},
             {"WORST"}});
  for (std::size_t i = 0; i < std::min(all.size(), most_upgrades); ++i)
    grid.add({{printable(all[i].package)},
              {printable(all[i].to)},
              {printable(all[i].where)},
              {fmt::format("{}", all[i].findings)},
              {fmt::format("{}", all[i].images)},
              {std::string(to_string(all[i].worst)),
               style.color ? color_of(all[i].worst) : std::string_view()}});
  constexpr std::size_t up_to_removes = 4;
  grid.write(room_of(style, up_to_removes), out);
  if (all.size() > most_upgrades)
    out << fmt::format("{} more upgrades are possible\n", all.size() - most_upgrades);
}

void write_suppressed(const report::Report& report, const Style& style, std::ostream& out) {
  if (!style.show_suppressed || totals(report).suppressed == 0) return;
  out << '\n';
  Grid grid(
      {{"SUPPRESSED"}, {"CVE"}, {"PACKAGE", short_name}, {"IMAGE", short_name}, {"REASON", 20}});
  for (const report::ImageReport& image : report.images)
    for (const report::Finding& finding : image.scan.suppressed)
      grid.add({{std::string(to_string(finding.severity))},
                {printable(finding.id)},
                {printable(finding.package)},
                {short_image_text(image)},
                {suppression_text(finding.suppression.value_or(report::Suppression{}))}});
  constexpr std::size_t up_to_package = 3;
  grid.write(room_of(style, up_to_package), out);
}

}  // namespace

void write_summary(const report::Report& report, const Style& style, std::ostream& out) {
  if (!report.images.empty()) write_containers(report, style, out);
  if (const auto workloads = by_workload(report); workloads.size() < rows_of(report).size())
    write_groups("TOTAL OF", workloads, style, out);
  write_groups("REGISTRY", by_registry(report), style, out);
  write_upgrades(report, style, out);
  write_suppressed(report, style, out);
  if (!report.images.empty()) out << '\n';
  out << size_text(report);
  if (report.images.size() > report::failures(report))
    out << ": " << totals_text(totals(report), "   ");
  out << '\n';
  if (report.gone) out << changes_text(report) << '\n';
  if (report.gate) out << gate_text(*report.gate) << '\n';
}

}  // namespace kscan::render
