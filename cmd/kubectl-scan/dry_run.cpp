#include "kubectl-scan/dry_run.hpp"

#include "drive/dry_run.hpp"
#include "kubectl-scan/access_reviews.hpp"
#include "render/yaml.hpp"
#include "report/gate.hpp"
#include "ui/ui.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <ostream>
#include <set>
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

/// Lets the API server judge what a group creates.
class Judge {
public:
  Judge(const plan::Plan& plan,
        const manifest::Settings& settings,
        const Server& server,
        std::ostream& err)
      : m_plan(plan),
        m_settings(settings),
        m_server(server),
        m_err(err) {
    std::set<std::string> namespaces;
    for (const plan::Group& group : plan.groups)
      namespaces.insert(group.ns);
    m_may = allowed_rights(namespaces, create_pods, server.client, server.loop);
  }

  /// Offers the objects and the pod of their Job; prints what is accepted. Were all accepted?
  bool offer(std::size_t group, std::vector<drive::Planned> objects, Printer& printer) {
    bool all = offer(std::move(objects), &printer);
    if (std::vector<drive::Planned> pod = pod_of(group); !pod.empty())
      all &= offer(std::move(pod), nullptr);  // not printed: the Job's controller creates it
    return all;
  }

private:
  static constexpr std::array<plan::Right, 1> create_pods{plan::Right{"create", "", "pods"}};

  // A run needs no such right: without it nothing is refused, but nothing is known either.
  std::vector<drive::Planned> pod_of(std::size_t group) {
    if (const std::string& ns = m_plan.groups[group].ns; m_may[ns].empty()) {
      ui::print_warning(
          m_err,
          fmt::format("namespace \"{}\": whether the scan pod would be admitted is not known: "
                      "you may not create pods",
                      ns));
      return {};
    }
    return {drive::pod_of(m_plan, group, m_settings)};
  }

  bool offer(std::vector<drive::Planned> objects, Printer* printer) {
    bool all = true;
    for (drive::Trial& trial :
         drive::try_objects(std::move(objects), m_server.client, m_server.loop)) {
      if (trial.answer)
        trial.planned.object = *std::move(trial.answer);
      else if (trial.was_not_judged())
        ui::print_warning(
            m_err, object_name(trial.planned) + ": not judged: " + trial.answer.error().message());
      else {
        all = false;
        ui::print_error(
            m_err,
            Error(trial.answer.error()).because(object_name(trial.planned) + " would be refused"));
        continue;
      }
      if (printer) printer->print(trial.planned);
    }
    return all;
  }

  const plan::Plan& m_plan;
  const manifest::Settings& m_settings;
  const Server& m_server;
  std::ostream& m_err;
  AllowedRights m_may;
};

int print_objects(const plan::Plan& plan,
                  const manifest::Settings& settings,
                  Judge* judge,
                  Printer& printer) {
  bool accepted = true;
  for (std::size_t group = 0; group < plan.groups.size(); ++group) {
    std::vector<drive::Planned> objects = drive::objects_of(plan, group, settings);
    if (judge) {
      accepted &= judge->offer(group, std::move(objects), printer);
      continue;
    }
    for (const drive::Planned& planned : objects)
      printer.print(planned);
  }
  printer.finish();
  return accepted ? report::exit_code::ok : report::exit_code::error;
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
  if (options.mode != DryRun::server) return print_objects(plan, settings, nullptr, printer);
  Judge judge(plan, settings, server, around.err);
  return print_objects(plan, settings, &judge, printer);
}

}  // namespace kscan::cmd
