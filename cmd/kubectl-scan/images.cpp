#include "kubectl-scan/images.hpp"

#include "base/text.hpp"
#include "render/grid.hpp"
#include "render/yaml.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kscan::cmd {

namespace {

using nlohmann::ordered_json;

constexpr std::array<std::pair<std::string_view, ImagesFormat>, 5> formats{
    {{"json", ImagesFormat::json},
     {"name", ImagesFormat::name},
     {"table", ImagesFormat::table},
     {"wide", ImagesFormat::wide},
     {"yaml", ImagesFormat::yaml}}};

std::string platform_of(const plan::Group& group) {
  return group.architecture.empty() ? std::string() : "linux/" + group.architecture;
}

ordered_json target_json(const workload::Target& target) {
  return {{"namespace", target.ns},
          {"kind", target.kind},
          {"name", target.name},
          {"container", target.container},
          {"type", target.container_kind}};
}

ordered_json item_json(const plan::Group& group, const plan::Scan& scan) {
  auto targets = ordered_json::array();
  for (const workload::Target& target : scan.targets)
    targets.push_back(target_json(target));
  return {{"image", scan.written},
          {"scan", scan.pulled().pinned()},
          {"pinned", scan.pinned},
          {"platform", platform_of(group)},
          {"namespace", group.ns},
          {"pullSecrets", group.pull_secrets},
          {"serviceAccount", scan.service_account},
          {"targets", std::move(targets)}};
}

template<typename Visit> void each_scan(const plan::Plan& plan, Visit visit) {
  for (const plan::Group& group : plan.groups)
    for (const plan::Scan& scan : group.scans)
      visit(group, scan);
}

std::string or_none(std::string text) {
  return text.empty() ? "<none>" : printable(text);
}

/// "Deployment/web/app +2"
std::string used_by(const std::vector<workload::Target>& targets) {
  if (targets.empty()) return "<none>";
  const workload::Target& first = targets.front();
  std::string text = first.kind + "/" + first.name;
  if (!first.container.empty()) text += "/" + first.container;
  if (targets.size() > 1) text += fmt::format(" +{}", targets.size() - 1);
  return printable(text);
}

/// One of the table's columns, and what it says of an image.
struct Column {
  render::Grid::Column head;
  bool wide;  ///< only in the wide table
  std::string (*text)(const plan::Group& group, const plan::Scan& scan);
};

constexpr std::size_t short_name = 12;
constexpr std::array columns{
    Column{{"NAMESPACE", short_name},
           false,
           [](const plan::Group& group, const plan::Scan&) { return printable(group.ns); }},
    Column{{"IMAGE", short_name},
           false,
           [](const plan::Group&, const plan::Scan& scan) {
             return printable(image::familiar(scan.image));
           }},
    Column{{"USED BY", short_name},
           false,
           [](const plan::Group&, const plan::Scan& scan) { return used_by(scan.targets); }},
    Column{{"PULL SECRETS", short_name},
           false,
           [](const plan::Group& group, const plan::Scan&) {
             return or_none(fmt::format("{}", fmt::join(group.pull_secrets, ",")));
           }},
    Column{
        {"SERVICE ACCOUNT", short_name},
        true,
        [](const plan::Group&, const plan::Scan& scan) { return or_none(scan.service_account); }},
    Column{{"PLATFORM"},
           true,
           [](const plan::Group& group, const plan::Scan&) {
             return group.architecture.empty() ? "<unknown>" : printable(platform_of(group));
           }},
    Column{{"SCANNED AS", short_name}, true, [](const plan::Group&, const plan::Scan& scan) {
             return printable(scan.pulled().pinned());
           }}};

std::vector<Column> columns_of(ImagesFormat format, bool with_namespaces) {
  std::vector<Column> chosen(columns.begin() + (with_namespaces ? 0 : 1), columns.end());
  if (format == ImagesFormat::table) std::erase_if(chosen, [](const auto& c) { return c.wide; });
  return chosen;
}

void write_grid(const plan::Plan& plan,
                const std::vector<Column>& chosen,
                const render::Style& style,
                std::ostream& out) {
  std::vector<render::Grid::Column> heads;
  for (const Column& column : chosen)
    heads.push_back(column.head);
  render::Grid grid(heads);
  each_scan(plan, [&](const plan::Group& group, const plan::Scan& scan) {
    std::vector<render::Grid::Cell> row;
    for (const Column& column : chosen)
      row.push_back({column.text(group, scan)});
    grid.add(std::move(row));
  });
  const auto width = static_cast<std::size_t>(std::max(style.columns, 0));
  grid.write({.columns = width, .least = chosen.size(), .titles = style.headers}, out);
}

void write_names(const plan::Plan& plan, std::ostream& out) {
  std::set<std::string> names;
  each_scan(plan,
            [&](const plan::Group&, const plan::Scan& scan) { names.insert(scan.image.pinned()); });
  for (const std::string& name : names)
    out << "image/" << printable(name) << '\n';
}

bool has_several_namespaces(const plan::Plan& plan) {
  return std::ranges::any_of(
      plan.groups, [&](const plan::Group& group) { return group.ns != plan.groups.front().ns; });
}

}  // namespace

Result<ImagesFormat> parse_images_format(std::string_view word) {
  std::vector<std::string_view> names;
  for (const auto& [name, format] : formats) {
    if (name == word) return format;
    names.push_back(name);
  }
  return fail(Errc::usage,
              fmt::format("unable to match a printer suitable for the output format \"{}\", "
                          "allowed formats are: {}",
                          word,
                          fmt::join(names, ",")));
}

ordered_json images_json(const plan::Plan& plan) {
  auto items = ordered_json::array();
  each_scan(plan, [&](const plan::Group& group, const plan::Scan& scan) {
    items.push_back(item_json(group, scan));
  });
  return {{"items", std::move(items)}};
}

void write_images(const plan::Plan& plan,
                  ImagesFormat format,
                  const render::Style& style,
                  bool with_namespaces,
                  std::ostream& out) {
  switch (format) {
  case ImagesFormat::name:
    return write_names(plan, out);
  case ImagesFormat::json:
    out << images_json(plan).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return;
  case ImagesFormat::yaml:
    return render::write_yaml_value(images_json(plan), out);
  case ImagesFormat::table:
  case ImagesFormat::wide:
    if (plan.groups.empty()) return;
    return write_grid(
        plan, columns_of(format, with_namespaces || has_several_namespaces(plan)), style, out);
  }
}

}  // namespace kscan::cmd
