"""What all pages share: templates, static files, security headers, the forms' CSRF tokens."""
