#include "io/file.hpp"
#include "kubectl-scan/program.hpp"
#include "unit/base/golden_vectors.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

// Replays what the real client-go answered (tests/oracle) through `kubectl scan config connection`.
namespace kscan::cmd {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view pod_dir = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Where we differ from kubectl on purpose: what kubectl says, what we say, and why. Both are
/// regular expressions, searched for in a line that is "error: ..." or the JSON of the connection;
/// what they capture must be the same. The last column, if any, is searched for in the vector.
struct Deviation {
  const char* reason;
  const char* kubectl;
  const char* ours;
  const char* vector = "";
};

const std::vector<Deviation> deviations{
    {"Go's decoder speaks of Go types, ours of fields: what counts is that this file is refused",
     R"re(error: \[?error loading config file "([^"]*)": (?:json: |yaml: |error converting |no kind |couldn't get version/kind|illegal base64))re",
     R"re(error: \[?error loading config file "([^"]*)": )re"},
    {"y, n, yes, no, on, off without quotes are names, as their authors meant them",
     R"re(cannot unmarshal bool into Go struct field)re",
     R"re(^\{"(exec|headers)")re",
     R"re(: (y|n|N|ON|yes|off|no|on)\W)re"},
    {"parts of a file that nothing refers to are not looked at",
     R"re(yaml: (?:anchor 'a' value contains itself|map merge requires map))re",
     R"re(^\{"headers")re",
     R"re("a: )re"},
    {"a context that names no existing cluster leads kubectl to localhost, a master, its own pod",
     R"re("server":"(?:http://localhost:8080|https?://master\b|https://(?:10\.0\.0\.1|\[fd00::1\]):443))re",
     R"re(^error: invalid configuration: cluster "\w+" of context "[\w-]+" does not exist)re"},
    {"a server that nobody has named is localhost:8080 for kubectl, which nobody means",
     R"re("server":"http://localhost:8080")re",
     R"re(^error: invalid configuration: no configuration has been provided)re"},
    {"a server without scheme would be plain http, without credentials",
     R"re("server":"http://)re",
     R"re(^error: invalid configuration: server "[^"]+" has no scheme)re"},
    {"a server of another scheme would fail at the first request",
     R"re("server":"ftp://h")re",
     R"re(^error: invalid configuration: server "ftp://h" is neither https nor http)re"},
    {"a server that is no URL: our words say where it stands, and repeat no password",
     R"re(^error: (?:host must be a URL or a host:port pair|parse "))re",
     R"re(^error: (?:invalid server of cluster "c": not a URL|invalid configuration: server "))re"},
    {"a server whose port or address cannot be is refused at once, not at the first request",
     R"re("server":"https://(?:h:99999|::1|h:1:2)")re",
     R"re(^error: invalid server of cluster "c": not a URL)re"},
    {"a directory in place of a certificate: our words say whose",
     R"re(^error: (read .*: is a directory))re",
     R"re(^error: invalid configuration: unable to read .* due to (read .*: is a directory))re"},
    {"flags are checked before files",
     R"re(^error: )re",
     R"re(^error: Invalid timeout value)re",
     R"re("x"|"--request-timeout=x")re"},
    {"a token of white space cannot be sent",
     R"re("authorization":\["sha256:)re",
     R"re(^error: read empty token from file)re",
     R"re("tokenFile|tokenFile: spaces)re"},
    {"what was removed is told in one line, and what to do as a hint",
     R"re(^error: (The \w+ auth plugin has been removed\.)\nPlease use)re",
     R"re(^error: (The \w+ auth plugin has been removed\.)$)re"},
    {"a refresh-token is not used: kubectl writes what it gets for it to the kubeconfig",
     R"re(^error: Get "https://127.0.0.1:1/.well-known/openid-configuration")re",
     R"re(^error: No valid id-token, and the refresh-token is left to kubectl)re"},
    {"and so its issuer's certificates are not read",
     R"re(^error: (?:illegal base64 data at input byte 0|open none: no such file or directory))re",
     R"re(^\{"headers":\{"authorization")re",
     R"re(idp-certificate-authority)re"},
    {"claims that are no JSON: Go's decoder speaks of Go types",
     R"re(^error: parsing claims: )re",
     R"re(^error: parsing claims: )re"},
    {"in a pod, what says nothing about the server does not lead away from the pod's own",
     R"re("server":"(?:http://localhost:8080|https?://master\b))re",
     R"re("server":"https://(?:10\.0\.0\.1|\[fd00::1\]):443")re",
     R"re("(?:--as|--as=root|--request-timeout|--disable-compression)"|as: jane)re"},
    {"in a pod, its token is not sent to localhost in the clear",
     R"re("authorization":.*"server":"http://localhost:8080")re",
     R"re("server":"https://10.0.0.1:443")re",
     R"re("--server","http://localhost:8080")re"},
    {"rubbish in a proxy variable is ignored, or fails at the first request",
     R"re(^\{"headers".*"server":"https://h"\})re",
     R"re(^\{"headers".*"server":"https://h"\})re",
     R"re("HTTPS_PROXY":"(?:http://%zz|:1|//p|http:p)")re"},
    {"rubbish as proxy-url is shown as it is",
     R"re("proxyURL":"http:")re",
     R"re("proxyURL":"http://")re"},
    {"no program that a web server runs as CGI is meant",
     R"re(^error: refusing to use HTTP_PROXY value in CGI environment)re",
     R"re("proxyURL":"http://p")re"},
    {"LOCALHOST is localhost",
     R"re("proxyURL":"http://p")re",
     R"re("server":"https://LOCALHOST:1")re"},
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// A vector's files on disk and the program in the middle of them.
class Playground {
public:
  explicit Playground(const json& vector)
      : m_dir(make_directory()),
        m_before(fs::current_path()) {
    write(vector.value("files", json::object()), m_dir);
    write(vector.value("pod", json::object()), m_dir / "pod");
    m_env["HOME"] = (m_dir / "home").string();
    const auto env = vector.value("env", json::object());
    for (const auto& [name, value] : env.items())
      m_env[name] = filled(value);
    for (const auto& flag : vector.value("flags", json::array()))
      m_arguments.push_back(filled(flag));
    fs::current_path(m_dir);
  }
  ~Playground() {
    fs::current_path(m_before);
    fs::remove_all(m_dir);
  }
  Playground(const Playground&) = delete;
  Playground& operator=(const Playground&) = delete;

  /// The connection as JSON, or the first line of the error.
  std::string run() {
    std::ostringstream out;
    std::ostringstream err;
    const auto system = this->system();
    Surroundings around{system, out, err};
    const int code = run_program(m_arguments, around);
    EXPECT_EQ(code, out.str().empty() ? 1 : 0);
    const auto line = code == 0 ? canonical(json::parse(out.str())) : first_error(err.str());
    return replaced(replaced(line, (m_dir / "pod").string(), pod_dir), m_dir.string(), "@DIR@");
  }

  /// The oracle's answer in the same form.
  static std::string expected(const json& vector) {
    if (vector.contains("error")) return "error: " + vector["error"].get<std::string>();
    return canonical(vector["answer"]);
  }

private:
  static fs::path make_directory() {
    std::string name = (fs::temp_directory_path() / "kscan-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    return name;
  }

  static std::string first_error(const std::string& err) {
    std::istringstream lines(err);
    for (std::string line; std::getline(lines, line);)
      if (!line.starts_with("Warning: ")) return line;
    return "nothing at all";
  }

  static std::string to_lower(std::string text) {
    for (char& c : text)
      c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return text;
  }

  /// Without what is empty; header names in lower case, which is all the same in HTTP, and their
  /// values as lists.
  static std::string canonical(const json& connection) {
    json result = json::object();
    for (const auto& [name, value] : connection.items()) {
      if (value.empty() || value == "" || value == false) continue;
      result[name] = value;
    }
    if (!result.contains("headers")) return result.dump();
    json headers = json::object();
    for (const auto& [name, value] : result["headers"].items())
      headers[to_lower(name)] = value.is_array() ? value : json::array({value});
    result["headers"] = headers;
    return result.dump();
  }

  std::string filled(const json& text) const {
    static const json pems = test::read_vectors("connection/pem.json").at(0);
    auto value = text.get<std::string>();
    for (const auto& [name, pem] : pems.items()) {
      value = replaced(value, "@" + name + "@", pem.get<std::string>());
      value = replaced(value, "@" + name + "64@", base64_encode(pem.get<std::string>()));
    }
    return replaced(value, "@DIR@", m_dir.string());
  }

  void write(const json& files, const fs::path& dir) const {
    for (const auto& [name, text] : files.items()) {
      const auto path = dir / name;
      fs::create_directories(name.ends_with('/') ? path : path.parent_path());
      if (!name.ends_with('/')) std::ofstream(path) << filled(text);
    }
  }

  kubeconfig::System system() const {
    return {.env = [this](const std::string& name) -> std::optional<std::string> {
              const auto found = m_env.find(name);
              return found == m_env.end() ? std::nullopt : std::optional(found->second);
            },
            .read_file = [this](const fs::path& path) -> Result<std::string> {
              const auto text = path.string();
              if (!text.starts_with(pod_dir)) return io::read_file(path);
              return io::read_file(m_dir / "pod" / text.substr(pod_dir.size() + 1));
            },
            .cwd = m_dir};
  }

  fs::path m_dir;
  fs::path m_before;
  std::map<std::string, std::string> m_env;
  std::vector<std::string> m_arguments{"config", "connection", "-o", "json"};
};

class Rule {
public:
  explicit Rule(const Deviation& row)
      : m_reason(row.reason),
        m_kubectl(row.kubectl),
        m_ours(row.ours),
        m_vector(row.vector) {}

  [[nodiscard]] const std::string& reason() const { return m_reason; }
  [[nodiscard]] bool
  covers(const std::string& vector, const std::string& kubectl, const std::string& ours) const {
    std::smatch theirs;
    std::smatch own;
    return std::regex_search(kubectl, theirs, m_kubectl) && std::regex_search(ours, own, m_ours)
           && std::regex_search(vector, m_vector)
           && (theirs.size() == 1 || own.size() == 1 || theirs[1] == own[1]);
  }

private:
  std::string m_reason;
  std::regex m_kubectl, m_ours, m_vector;
};

class ConnectionOracle : public testing::Test {
protected:
  void replay(const std::string& name) {
    const json vectors = test::read_vectors("connection/" + name + ".json");
    EXPECT_GE(vectors.size(), 300U);
    for (const json& vector : vectors) {
      const auto kubectl = Playground::expected(vector);
      const auto ours = Playground(vector).run();
      if (kubectl == ours) continue;
      const auto text = vector.dump();
      const auto rule = std::ranges::find_if(
          m_rules, [&](const Rule& one) { return one.covers(text, kubectl, ours); });
      if (rule != m_rules.end()) {
        m_used.insert(rule->reason());
      } else {
        ADD_FAILURE() << text << "\nkubectl: " << kubectl << "\nours:    " << ours;
      }
    }
  }

  std::vector<Rule> m_rules{deviations.begin(), deviations.end()};
  std::set<std::string> m_used;
};

TEST_F(ConnectionOracle, AgreesAboutCornerCasesAndEveryDeviationIsShownByOne) {
  replay("rules");
  for (const auto& row : deviations)
    EXPECT_TRUE(m_used.contains(row.reason)) << "no such difference any more: " << row.reason;
}

TEST_F(ConnectionOracle, AgreesAboutRandomSurroundings) {
  replay("random");
}

}  // namespace
}  // namespace kscan::cmd
