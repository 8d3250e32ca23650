// A passkey is made or used in the browser; what it answers goes into the form, which is sent as ever.
const form = document.getElementById("passkey");
const asked = document.getElementById("passkey-asked");
const said = document.getElementById("passkey-said");

async function answer() {
  const options = JSON.parse(asked.textContent);
  const making = form.dataset.does === "create";
  const publicKey = making
    ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
    : PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return making ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
}

// It is there from the start, so that nothing moves when this has loaded; styles hide it without script.
if (form && !globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  form.hidden = true;
} else if (form && asked) {
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    said.hidden = true;
    try {
      form.elements.answer.value = JSON.stringify((await answer()).toJSON());
    } catch {
      said.hidden = false;
      return;
    }
    form.submit();
  });
}
