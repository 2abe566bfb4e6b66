#include "render/documents.hpp"
#include "render/escape.hpp"
#include "render/words.hpp"
#include "report/rollup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::render {
namespace {

using report::Finding;

constexpr std::size_t longest = 65'536;  // a comment on GitHub
constexpr std::size_t kept_for_the_end = 512;
constexpr std::size_t most_upgrades = 10;
constexpr std::size_t longest_scanner = 64;
constexpr std::string_view nothing_known = " - | - | - | - | - | - |";

std::string counts(const report::Totals& totals, bool known) {
  if (!known) return std::string(nothing_known);
  std::string text;
  for (const report::Severity severity : report::all_severities)
    text += fmt::format(" {} |", totals[severity]);
  return text + fmt::format(" {} |", totals.fixable);
}

std::string status_of(const report::ImageReport& image) {
  if (image.failure) return "not scanned: " + markdown_text(image.failure->message());
  return image.scan.os.end_of_life ? "scanned, OS at its end of life" : "scanned";
}

std::string target_cell(const report::Target& target) {
  return markdown_text(target.ns + "/" + target.kind + "/" + target.name + "/" + target.container);
}

/// Text that ends before it gets too long, and then knows how many lines were left out.
class Bounded {
public:
  [[nodiscard]] bool fits(const std::string& text) const {
    return m_text.size() + text.size() + kept_for_the_end <= longest;
  }
  /// False if there is no more room.
  bool add(const std::string& text) {
    if (!fits(text)) return false;
    m_text += text;
    return true;
  }
  [[nodiscard]] const std::string& text() const { return m_text; }

private:
  std::string m_text;
};

void add_containers(const report::Report& report, Bounded& text) {
  text.add("| Container | Image | C | H | M | L | U | Fixable | Status |\n"
           "|---|---|--:|--:|--:|--:|--:|--:|---|\n");
  std::size_t left_out = 0;
  for (const report::Row& row : rows_of(report)) {
    const std::string line = fmt::format("| {} | {} |{} {} |\n",
                                         target_cell(row.target),
                                         markdown_text(short_image_text(*row.image)),
                                         counts(totals(row.image->scan), row.image->scanned()),
                                         status_of(*row.image));
    if (left_out > 0 || !text.add(line)) ++left_out;
  }
  if (left_out > 0) text.add(fmt::format("\n{} more containers\n", left_out));
}

void add_groups(std::string_view title, const std::vector<report::Group>& groups, Bounded& text) {
  if (groups.size() < 2) return;
  std::string part = fmt::format("\n| {} | Images | C | H | M | L | U | Fixable |\n"
                                 "|---|--:|--:|--:|--:|--:|--:|--:|\n",
                                 title);
  for (const report::Group& group : groups)
    part += fmt::format("| {} | {} |{}\n",
                        group.name.empty() ? "none" : markdown_text(group.name),
                        group.images,
                        counts(group.totals, group.known()));
  text.add(part);
}

void add_upgrades(const report::Report& report, Bounded& text) {
  const std::vector<report::Upgrade> all = upgrades(report);
  if (all.empty()) return;
  std::string part = "\n| Upgrade | To | Of | Removes | Images | Worst |\n"
                     "|---|---|---|--:|--:|---|\n";
  for (std::size_t i = 0; i < std::min(all.size(), most_upgrades); ++i)
    part += fmt::format("| {} | {} | {} | {} | {} | {} |\n",
                        markdown_text(all[i].package),
                        markdown_text(all[i].to),
                        markdown_text(all[i].where),
                        all[i].findings,
                        all[i].images,
                        to_string(all[i].worst));
  text.add(part);
}

std::string finding_line(const Finding& finding) {
  const std::string_view url = safe_url(finding.url);
  const std::string id = markdown_text(finding.id);
  const bool linkable = !url.empty() && url.find_first_of("*") == std::string_view::npos;
  std::string title = markdown_text(finding.title);
  if (finding.suppression)
    title += " (suppressed by " + markdown_text(suppression_text(*finding.suppression)) + ")";
  if (finding.age == report::Age::fresh) title += " (new)";
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n",
                     to_string(finding.severity),
                     linkable ? fmt::format("[{}](<{}>)", id, url) : id,
                     markdown_text(finding.package),
                     markdown_text(finding.installed),
                     finding.fixed.empty() ? "none" : markdown_text(finding.fixed),
                     title);
}

/// As many findings of the image as there is room for; false when that was not all.
bool add_findings(const report::ImageReport& image, const Style& style, Bounded& text) {
  std::vector<const Finding*> findings;
  for (const Finding& finding : image.scan.findings)
    findings.push_back(&finding);
  if (style.show_suppressed)
    for (const Finding& finding : image.scan.suppressed)
      findings.push_back(&finding);
  if (findings.empty()) return true;
  const std::string head =
      fmt::format("\n<details><summary>{}: {}</summary>\n\n"
                  "| Severity | Vulnerability | Package | Installed | Fixed | Title |\n"
                  "|---|---|---|---|---|---|\n",
                  markdown_text(short_image_text(image)),
                  markdown_text(totals_text(totals(image.scan), ", ")));
  if (!text.add(head)) return false;
  constexpr std::string_view end = "\n</details>\n";
  std::size_t written = 0;
  while (written < findings.size() && text.add(finding_line(*findings[written])))
    ++written;
  if (written < findings.size()) text.add(fmt::format("\n{} more\n", findings.size() - written));
  text.add(std::string(end));
  return written == findings.size();
}

/// Each image once, in the order of the table above.
std::size_t add_images(const report::Report& report, const Style& style, Bounded& text) {
  std::set<const report::ImageReport*> seen;
  std::size_t left_out = 0;
  for (const report::Row& row : rows_of(report)) {
    if (!seen.insert(row.image).second) continue;
    if (left_out > 0 || !add_findings(*row.image, style, text)) ++left_out;
  }
  return left_out;
}

}  // namespace

void write_markdown(const report::Report& report, const Style& style, std::ostream& out) {
  Bounded text;
  text.add(fmt::format(
      "### kubectl scan\n\n{}: {}\n\n", size_text(report), totals_text(totals(report), ", ")));
  if (report.gate) text.add(fmt::format("**{}**\n\n", markdown_text(gate_text(*report.gate))));
  if (report.gone) text.add(changes_text(report) + "\n\n");
  if (!report.images.empty()) add_containers(report, text);
  add_groups("Workload", by_workload(report), text);
  add_groups("Registry", by_registry(report), text);
  add_upgrades(report, text);
  const std::size_t left_out = add_images(report, style, text);
  out << text.text();
  if (left_out > 0)
    out << fmt::format("\n{} not shown in full: see another format\n", count_of(left_out, "image"));
  if (!report.scanner.name.empty())
    out << '\n' << markdown_text(cut(scanner_text(report.scanner), longest_scanner)) << '\n';
}

}  // namespace kscan::render
