#include "report/trivy_fields.hpp"

#include <algorithm>
#include <iterator>

namespace kscan::report::trivy {
namespace {

std::string& digest_slot(Reading& r) {
  return r.digests.emplace_back();
}
std::string& family_slot(Reading& r) {
  return r.scan.os.family;
}
std::string& os_name_slot(Reading& r) {
  return r.scan.os.name;
}
std::string& target_slot(Reading& r) {
  return r.target;
}
std::string& class_slot(Reading& r) {
  return r.package_class;
}
std::string& severity_slot(Reading& r) {
  return r.severity;
}
template<std::string Finding::* Member> std::string& finding_slot(Reading& r) {
  return r.finding.*Member;
}

constexpr Field fields[] = {
    {Place::root, "", Kind::object, Place::document},
    {Place::document, "SchemaVersion", Kind::number},
    {Place::document, "Metadata", Kind::object, Place::metadata},
    {Place::document, "Results", Kind::array, Place::results},
    {Place::metadata, "OS", Kind::object, Place::os},
    {Place::metadata, "RepoDigests", Kind::array, Place::digests},
    {Place::digests, "", Kind::text, {}, digest_slot},
    {Place::os, "Family", Kind::text, {}, family_slot},
    {Place::os, "Name", Kind::text, {}, os_name_slot},
    {Place::os, "EOSL", Kind::boolean},
    {Place::results, "", Kind::object, Place::result},
    {Place::result, "Target", Kind::text, {}, target_slot},
    {Place::result, "Class", Kind::text, {}, class_slot},
    {Place::result, "Vulnerabilities", Kind::array, Place::vulnerabilities},
    {Place::vulnerabilities, "", Kind::object, Place::vulnerability},
    {Place::vulnerability, "VulnerabilityID", Kind::text, {}, finding_slot<&Finding::id>},
    {Place::vulnerability, "PkgName", Kind::text, {}, finding_slot<&Finding::package>},
    {Place::vulnerability, "PkgPath", Kind::text, {}, finding_slot<&Finding::path>},
    {Place::vulnerability, "PkgIdentifier", Kind::object, Place::identifier},
    {Place::identifier, "PURL", Kind::text, {}, finding_slot<&Finding::purl>},
    {Place::vulnerability, "InstalledVersion", Kind::text, {}, finding_slot<&Finding::installed>},
    {Place::vulnerability, "FixedVersion", Kind::text, {}, finding_slot<&Finding::fixed>},
    {Place::vulnerability, "Severity", Kind::text, {}, severity_slot},
    {Place::vulnerability, "Title", Kind::text, {}, finding_slot<&Finding::title>},
    {Place::vulnerability, "PrimaryURL", Kind::text, {}, finding_slot<&Finding::url>},
};

}  // namespace

const Field* find_field(Place place, std::string_view key) noexcept {
  const auto* const found = std::ranges::find_if(
      fields, [&](const Field& field) { return field.place == place && field.key == key; });
  return found == std::end(fields) ? nullptr : found;
}

std::string_view with_article(Kind kind) noexcept {
  switch (kind) {
  case Kind::null:
    return "null";
  case Kind::boolean:
    return "a boolean";
  case Kind::number:
    return "a number";
  case Kind::text:
    return "a string";
  case Kind::object:
    return "an object";
  case Kind::array:
    return "an array";
  }
  return {};
}

}  // namespace kscan::report::trivy
