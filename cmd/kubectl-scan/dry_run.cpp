#include "kubectl-scan/dry_run.hpp"

#include "drive/dry_run.hpp"
#include "render/yaml.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace kscan::cmd {

namespace {

using nlohmann::ordered_json;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// "job.batch/kubectl-scan-x7k2p9qa-0", as kubectl's -o name.
std::string object_name(const drive::Planned& planned) {
  std::string type = lower(planned.object.at("kind").get<std::string>());
  if (!planned.resource.group.empty()) type += fmt::format(".{}", planned.resource.group);
  return fmt::format("{}/{}", type, planned.name());
}

/// Prints objects one after the other, as kubectl does those of a file.
class Printer {
public:
  Printer(const DryRunOptions& options, std::ostream& out)
      : m_options(options),
        m_out(out) {}

  void print(const drive::Planned& planned) {
    switch (m_options.format) {
    case ObjectFormat::line:
      m_out << object_name(planned) << " created "
            << (m_options.mode == DryRun::server ? "(server dry run)" : "(dry run)") << '\n';
      return;
    case ObjectFormat::name:
      m_out << object_name(planned) << '\n';
      return;
    case ObjectFormat::json:
      m_items.push_back(planned.object);
      return;
    case ObjectFormat::yaml:
      m_out << std::exchange(m_separator, "---\n");
      render::write_yaml_value(planned.object, m_out);
      return;
    }
  }
  void finish() {
    if (m_options.format == ObjectFormat::json)
      m_out << ordered_json{{"apiVersion", "v1"}, {"kind", "List"}, {"items", std::move(m_items)}}
                   .dump(2, ' ', false, ordered_json::error_handler_t::replace)
            << '\n';
    if (!m_out.flush()) throw Error(Errc::internal, "cannot write to standard output");
  }

private:
  const DryRunOptions& m_options;
  std::ostream& m_out;
  const char* m_separator = "";
  ordered_json m_items = ordered_json::array();
};

/// Offers the objects of a group to the server, and the pod of its Job; prints what it accepts.
/// Were all accepted?
bool offer(std::vector<drive::Planned> objects,
           drive::Planned pod,
           const Server& server,
           Printer& printer,
           std::ostream& err) {
  const std::size_t last = objects.size();
  objects.push_back(std::move(pod));
  bool all = true;
  auto trials = drive::try_objects(std::move(objects), server.client, server.loop);
  for (std::size_t i = 0; i < trials.size(); ++i) {
    drive::Trial& trial = trials[i];
    if (!trial.answer) {
      all = false;
      ui::print_error(
          err,
          Error(trial.answer.error()).because(object_name(trial.planned) + " would be refused"));
    } else if (i != last) {  // nobody creates the pod but the Job's controller
      trial.planned.object = *std::move(trial.answer);
      printer.print(trial.planned);
    }
  }
  return all;
}

}  // namespace

Result<DryRun> parse_dry_run(std::string_view word) {
  if (word == "none") return DryRun::none;
  if (word == "client") return DryRun::client;
  if (word == "server") return DryRun::server;
  return fail(
      Errc::usage,
      fmt::format(R"(Invalid dry-run value ({}). Must be "none", "server", or "client".)", word));
}

Result<ObjectFormat> parse_object_format(std::string_view word) {
  if (word.empty()) return ObjectFormat::line;
  if (word == "name") return ObjectFormat::name;
  if (word == "json") return ObjectFormat::json;
  if (word == "yaml") return ObjectFormat::yaml;
  return fail(Errc::usage,
              fmt::format("unable to match a printer suitable for the output format \"{}\", "
                          "allowed formats are: json,name,yaml",
                          word));
}

int dry_run(const plan::Plan& plan,
            const manifest::Settings& settings,
            const DryRunOptions& options,
            const Server& server,
            Surroundings& around) {
  Printer printer(options, around.out);
  bool accepted = true;
  for (std::size_t group = 0; group < plan.groups.size(); ++group) {
    std::vector<drive::Planned> objects = drive::objects_of(plan, group, settings);
    if (options.mode == DryRun::server) {
      accepted &= offer(
          std::move(objects), drive::pod_of(plan, group, settings), server, printer, around.err);
      continue;
    }
    for (const drive::Planned& planned : objects)
      printer.print(planned);
  }
  printer.finish();
  return accepted ? report::exit_code::ok : report::exit_code::error;
}

}  // namespace kscan::cmd
