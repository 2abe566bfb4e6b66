#include "report/report.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

namespace kscan::report {
namespace {

bool same_letters(std::string_view upper, std::string_view text) noexcept {
  return std::ranges::equal(upper, text, [](char a, char b) {
    return a == (b >= 'a' && b <= 'z' ? static_cast<char>(b - 'a' + 'A') : b);
  });
}

auto rank(const Finding& f) noexcept {
  return std::make_tuple(-static_cast<int>(f.severity),
                         std::cref(f.id),
                         std::cref(f.package),
                         std::cref(f.path),
                         std::cref(f.installed),
                         std::cref(f.fixed),
                         std::cref(f.purl),
                         std::cref(f.title),
                         std::cref(f.url),
                         std::cref(f.layer));
}

/// Cut at a character: what follows starts no sequence.
void shorten(std::string& text) {
  if (text.size() <= longest_description) return;
  constexpr std::string_view ellipsis = "\u2026";
  std::size_t end = longest_description - ellipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
    --end;
  text.resize(end);
  text += ellipsis;
  text.shrink_to_fit();
}

void take_missing(std::string& slot, const std::string& value) {
  if (slot.empty()) slot = value;
}

void keep_each_once(std::vector<std::string>& names) {
  std::set<std::string> seen;
  std::erase_if(names, [&seen](const std::string& name) {
    return name.empty() || !seen.insert(name).second;
  });
}

}  // namespace

std::string_view to_string(Severity severity) noexcept {
  switch (severity) {
  case Severity::unknown:
    return "UNKNOWN";
  case Severity::low:
    return "LOW";
  case Severity::medium:
    return "MEDIUM";
  case Severity::high:
    return "HIGH";
  case Severity::critical:
    return "CRITICAL";
  }
  return {};
}

std::optional<Severity> severity_named(std::string_view text) noexcept {
  const auto* const found = std::ranges::find_if(all_severities, [text](Severity severity) {
    return same_letters(to_string(severity), text);
  });
  if (found == all_severities.end()) return std::nullopt;
  return *found;
}

Severity parse_severity(std::string_view text) noexcept {
  return severity_named(text).value_or(Severity::unknown);
}

bool comes_before(const Finding& a, const Finding& b) noexcept {
  return rank(a) < rank(b);
}

std::size_t Totals::all() const noexcept {
  return std::accumulate(by_severity.begin(), by_severity.end(), std::size_t{0});
}

Totals& Totals::operator+=(const Totals& more) noexcept {
  for (std::size_t i = 0; i < by_severity.size(); ++i)
    by_severity[i] += more.by_severity[i];
  fixable += more.fixable;
  suppressed += more.suppressed;
  fresh += more.fresh;
  return *this;
}

Totals totals(const Scan& scan) noexcept {
  Totals sum;
  for (const Finding& finding : scan.findings) {
    ++sum.by_severity[static_cast<std::size_t>(finding.severity)];
    if (!finding.fixed.empty()) ++sum.fixable;
    if (finding.age == Age::fresh) ++sum.fresh;
  }
  sum.suppressed = scan.suppressed.size();
  return sum;
}

Totals totals(const Report& report) noexcept {
  Totals sum;
  for (const ImageReport& image : report.images)
    if (image.scanned()) sum += totals(image.scan);
  return sum;
}

std::size_t failures(const Report& report) noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(report.images, [](const auto& image) { return !image.scanned(); }));
}

std::string jar_warning(const Report& report) {
  std::set<std::string> names;
  for (const ImageReport& image : report.images)
    if (image.scanned() && image.scan.has_jars) names.insert(image::familiar(image.image));
  if (names.empty()) return {};
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return "JARs were identified by their own metadata only, and some may have been missed, in "
         + text + ": --java-db knows more of them";
}

std::string full_name(const ImageReport& image) {
  if (image.image.registry.empty()) return image.image.repository;
  image::Reference reference = image.image;
  if (reference.digest.empty()) reference.digest = image.scan.digest;
  return reference.pinned();
}

std::string_view digest_of(const ImageReport& image) noexcept {
  return image.image.digest.empty() ? image.scan.digest : image.image.digest;
}

void append(Finding&& finding, Detail detail, std::vector<Finding>& list) {
  list.push_back(std::move(finding));
  if (detail == Detail::everything) return;
  list.back().description.clear();
  list.back().description.shrink_to_fit();
}

void tidy(Scan& scan) {
  for (std::vector<Finding>* list : {&scan.findings, &scan.suppressed}) {
    for (Finding& finding : *list) {
      shorten(finding.description);
      keep_each_once(finding.aliases);
    }
    std::ranges::sort(*list, comes_before);
  }
}

void complete_scanner(Report& report) {
  const bool database_known = !report.scanner.database.empty();
  for (const ImageReport& image : report.images) {
    const Scanner& known = image.scan.scanner;
    take_missing(report.scanner.name, known.name);
    take_missing(report.scanner.version, known.version);
    take_missing(report.scanner.digest, known.digest);
    if (database_known || known.database.empty()) continue;
    std::string& oldest = report.scanner.database;
    if (oldest.empty() || known.database < oldest) oldest = known.database;
  }
}

}  // namespace kscan::report
