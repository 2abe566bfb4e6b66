#include "render/words.hpp"

#include "base/text.hpp"
#include "report/history.hpp"

#include <fmt/format.h>

#include <vector>

namespace kscan::render {
namespace {

using report::Severity;

std::string to_upper_ascii(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

}  // namespace

std::string target_text(const report::Target& target, std::string_view report_namespace) {
  std::string text = target.ns == report_namespace ? "" : target.ns + "/";
  text += to_upper_ascii(target.kind) + "/" + target.name + "/" + target.container;
  if (!target.container_kind.empty() && target.container_kind != "container")
    text += " (" + target.container_kind + ")";
  return printable(text);
}

std::string image_text(const report::ImageReport& image) {
  image::Reference reference = image.image;
  reference.digest = report::digest_of(image);
  return printable(image::familiar(reference));
}

std::string short_image_text(const report::ImageReport& image) {
  if (image.image.tag.empty()) return image_text(image);
  image::Reference reference = image.image;
  reference.digest.clear();
  return printable(image::familiar(reference));
}

std::string os_text(const report::OperatingSystem& os) {
  if (os.family.empty()) return "no operating system";
  std::string text = os.family;
  if (!os.name.empty()) text += " " + os.name;
  if (os.end_of_life) text += " (end of life)";
  return printable(text);
}

std::string totals_text(const report::Totals& totals, std::string_view separator) {
  std::vector<std::string> severities;
  for (const Severity severity : report::all_severities)
    if (totals[severity] > 0)
      severities.push_back(
          fmt::format("{} {}", totals[severity], to_lower_ascii(to_string(severity))));
  std::vector<std::string> parts = {"no vulnerabilities found"};
  if (!severities.empty())
    parts = {fmt::format("{}", fmt::join(severities, ", ")),
             fmt::format("{} fixable", totals.fixable)};
  if (totals.suppressed > 0) parts.push_back(fmt::format("{} suppressed", totals.suppressed));
  if (totals.fresh > 0) parts.push_back(fmt::format("{} new", totals.fresh));
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string credential_text(const report::Credential& used) {
  if (used.pull_secret.empty()) return {};
  return fmt::format("pull secret {} ({})", printable(used.pull_secret), printable(used.key));
}

std::string gate_text(const report::GateResult& gate) {
  std::string text = fmt::format("gate {}: ", printable(gate.threshold));
  if (gate.passed) return text + "passed";
  text += "failed";
  if (gate.findings == 1) text += ", 1 vulnerability";
  if (gate.findings > 1) text += fmt::format(", {} vulnerabilities", gate.findings);
  if (gate.end_of_life > 0)
    text +=
        ", " + count_of(gate.end_of_life, "image") + " with an operating system at its end of life";
  return text;
}

std::string changes_text(const report::Report& report) {
  const report::Changes changes = report::changes(report);
  return fmt::format("{} new, {} gone, {} unchanged since the baseline",
                     changes.fresh,
                     changes.gone,
                     changes.unchanged);
}

std::string size_text(const report::Report& report) {
  const report::Size size = size_of(report);
  std::string text = count_of(size.images, "image");
  if (size.containers > 0)
    text +=
        ", " + count_of(size.containers, "container") + ", " + count_of(size.workloads, "workload");
  if (size.failed > 0) text += fmt::format("; {} not scanned", size.failed);
  return text;
}

std::string suppression_text(const report::Suppression& why) {
  std::string text = why.by;
  if (!why.status.empty() && why.status != "ignored") text += " says " + why.status;
  if (!why.until.empty()) text += " until " + why.until;
  if (!why.reason.empty()) text += ": " + why.reason;
  return printable(text);
}

std::string scanner_text(const report::Scanner& scanner) {
  std::string text = scanner.name;
  if (!scanner.version.empty()) text += " " + scanner.version;
  if (!scanner.database.empty()) text += ", database of " + scanner.database;
  return printable(text);
}

std::string count_of(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string_view color_of(Severity severity) noexcept {
  switch (severity) {
  case Severity::critical:
    return "1;31";
  case Severity::high:
    return "31";
  case Severity::medium:
    return "33";
  case Severity::low:
    return "36";
  case Severity::unknown:
    return {};
  }
  return {};
}

}  // namespace kscan::render
